import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  PAGE,
  PNG,
  addAccounts,
  call,
  callX,
  postGraph,
  postX,
  setFault,
  setOffset,
  startBench,
  stateOf,
  uploadX,
} from './support/practice.ts';
import type { Bench } from './support/practice.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.end();
});
beforeEach(async () => {
  await call(bench.url, 'POST', '/practice/reset');
  await addAccounts(bench.url);
});

const page = async (path: string): Promise<Response> => await fetch(bench.url + path);
const textOf = async (path: string): Promise<string> => await (await page(path)).text();

describe('the public pages', () => {
  it('show HTML in a post as the text that it is', async () => {
    const evil = '<script>alert("xin chào")</script><img src=x onerror=alert(1)>';
    await postGraph(bench.url, evil);
    await postX(bench.url, evil);
    for (const path of [`/facebook/${PAGE}`, '/x/MOFAVietNam']) {
      const text = await textOf(path);
      expect(text).toContain('&lt;script&gt;alert(&quot;xin chào&quot;)&lt;/script&gt;');
      expect(text).not.toMatch(/<script|<img src=x/);
    }
  });

  it('are marked as practice, in both languages, and load nothing from elsewhere', async () => {
    for (const path of ['/', `/facebook/${PAGE}`, '/x/MOFAVietNam', '/mailbox', '/practice']) {
      const response = await page(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(/THỰC HÀNH \/ PRACTICE|PRACTICE \/ THỰC HÀNH/);
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe-inline');
    }
    expect((await page('/assets/practice.css')).headers.get('content-type')).toContain('text/css');
    const font = await page('/assets/fonts/be-vietnam-pro-vietnamese-400-normal.woff2');
    expect(font.status).toBe(200);
  });

  it('show a post with its picture, alt text and figures, and give it a page of its own', async () => {
    const media = await uploadX(bench.url, PNG, 'Two ministers shake hands');
    const { body } = await postX(bench.url, 'Talks held', { media: { media_ids: [media] } });
    const id = String(body['data']?.['id']);
    await setOffset(bench.url, 48 * 3_600_000);
    const permalink = String((await stateOf(bench.url))['posts']?.[0]?.['permalink']);
    expect(permalink).toBe(`${bench.url}/x/MOFAVietNam/status/${id}`);
    const text = await textOf(new URL(permalink).pathname);
    expect(text).toContain(`data-post-id="${id}"`);
    expect(text).toContain(`src="/media/x/${media}"`);
    expect(text).toContain('alt="Two ministers shake hands"');
    const asked = await callX(bench.url, 'GET', `/2/tweets/${id}?tweet.fields=public_metrics`);
    const views = asked.body['data']?.['public_metrics']?.['impression_count'];
    expect(text).toContain(`data-metric="views" data-value="${String(views)}"`);
  });

  it('show a link card on Facebook and dates in the language of the Page', async () => {
    await postGraph(bench.url, 'Tin mới', { link: 'https://mofa.gov.vn/tin-tuc' });
    const text = await textOf(`/facebook/${PAGE}`);
    expect(text).toContain('data-part="text">Tin mới</div>');
    expect(text).toContain('data-part="link"');
    expect(text).toContain('MOFA.GOV.VN');
    expect(text).toMatch(/\d\d:\d\d, (Thứ|Chủ)/);
  });

  it('no longer show what was deleted', async () => {
    const { body } = await postGraph(bench.url, 'Sẽ bị xoá');
    const id = String(body['id']);
    const path = `/facebook/${PAGE}/posts/${id.split('_')[1]}`;
    expect((await page(path)).status).toBe(200);
    expect((await page(`/facebook/${PAGE}/posts/${id}`)).status).toBe(200);
    await call(bench.url, 'DELETE', `/practice/posts/facebook/${id}`);
    expect((await page(path)).status).toBe(404);
    expect(await textOf(`/facebook/${PAGE}`)).not.toContain('Sẽ bị xoá');
  });

  it('say so when there is no such page', async () => {
    for (const path of ['/facebook/1', '/x/nobody', `/facebook/${PAGE}/posts/1`, '/media/x/1']) {
      expect((await page(path)).status).toBe(404);
    }
  });
});

describe('the page of buttons', () => {
  const press = async (path: string, fields: Record<string, string>, site = 'same-origin') =>
    await fetch(bench.url + path, {
      method: 'POST',
      headers: { 'sec-fetch-site': site },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });

  it('sets a fault, a token state and the clock, and comes back', async () => {
    const fault = await press('/practice/faults', { platform: 'x', kind: 'credits', times: '2' });
    expect([fault.status, fault.headers.get('location')]).toEqual([303, '/practice']);
    await press(`/practice/accounts/facebook/${PAGE}/token-state`, { state: 'revoked' });
    await press('/practice/clock', { offsetMs: '3600000' });
    const state = await stateOf(bench.url);
    expect(state['faults']).toMatchObject([{ kind: 'credits', left: 2 }]);
    expect(state['offsetMs']).toBe(3_600_000);
    expect(state['accounts']?.[0]?.['tokenState']).toBe('revoked');
    expect(await textOf('/practice')).toContain('data-fault="credits"');
    await press('/practice/faults/clear', { clear: '1' });
    expect((await stateOf(bench.url))['faults']).toEqual([]);
  });

  it('is not pressed by the page of another site', async () => {
    const refused = await press('/practice/reset', { really: '1' }, 'cross-site');
    expect(refused.status).toBe(403);
    expect((await stateOf(bench.url))['accounts']).toHaveLength(2);
  });

  it('refuses orders that make no sense, saying what is wrong', async () => {
    const bad = await call(bench.url, 'PUT', `/practice/accounts/x/5`, { name: '', zone: 'Moon' });
    expect(bad.status).toBe(400);
    expect(bad.body['faults']?.join('\n')).toMatch(/name[\s\S]*handle[\s\S]*zone/);
    expect((await call(bench.url, 'PUT', '/practice/accounts/zalo/5', {})).status).toBe(400);
    expect((await setFault(bench.url, { platform: 'mail', kind: 'credits' })).status).toBe(400);
    expect((await call(bench.url, 'GET', '/practice/nothing')).status).toBe(404);
  });

  it('puts posts of the past on a page, with the figures of their age', async () => {
    const createdAt = new Date(Date.now() - 20 * 24 * 3_600_000).toISOString();
    const made = await call(bench.url, 'POST', '/practice/posts', {
      platform: 'facebook',
      accountId: PAGE,
      text: 'Bài cũ',
      media: [{ base64: PNG.toString('base64'), alt: 'Ảnh cũ' }],
      createdAt,
    });
    expect(made.status).toBe(201);
    expect(await textOf(new URL(String(made.body['permalink'])).pathname)).toContain('Ảnh cũ');
    const path = `/practice/posts/facebook/${String(made.body['id'])}/metrics`;
    const figures = async (at: string): Promise<number> =>
      Number((await call(bench.url, 'GET', `${path}?at=${at}`)).body['metrics']?.['views']);
    const hourOld = await figures(new Date(Date.parse(createdAt) + 3_600_000).toISOString());
    expect(await figures(new Date().toISOString())).toBeGreaterThan(hourOld);
    expect((await call(bench.url, 'GET', `${path}?at=soon`)).status).toBe(400);
  });
});
