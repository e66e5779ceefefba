import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  PAGE,
  PAGE_TOKEN,
  PNG,
  addAccounts,
  call,
  callGraph,
  postGraph,
  setOffset,
  startBench,
  stateOf,
} from './support/practice.ts';
import type { Answered, Bench } from './support/practice.ts';

const HOUR_MS = 3_600_000;
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

const graph = async (method: string, path: string, body?: unknown): Promise<Answered> =>
  await callGraph(bench.url, method, path, body);
const newPost = async (message: string): Promise<string> =>
  String((await postGraph(bench.url, message)).body['id']);

async function sendPhoto(parts: Record<string, string>, bytes = PNG): Promise<Answered> {
  const form = new FormData();
  form.append('source', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'ảnh.png');
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  const response = await fetch(
    `${bench.url}/graph/v25.0/${PAGE}/photos?access_token=${PAGE_TOKEN}`,
    { method: 'POST', body: form },
  );
  const text = await response.text();
  return { status: response.status, headers: {}, text, body: JSON.parse(text) as Answered['body'] };
}

describe('posting on a practice Page', () => {
  it('takes a message with a link, and a body that names the Page as the SDK does', async () => {
    const answer = await postGraph(bench.url, 'Xin chào', {
      id: PAGE,
      link: 'https://mofa.gov.vn/tin',
    });
    expect(answer.status).toBe(200);
    expect(answer.body['id']).toMatch(new RegExp(`^${PAGE}_\\d+$`));
    expect((await stateOf(bench.url))['posts']).toMatchObject([
      { platform: 'facebook', text: 'Xin chào', link: 'https://mofa.gov.vn/tin' },
    ]);
  });

  it('takes a form as well as JSON, and the token in a header', async () => {
    const response = await fetch(`${bench.url}/graph/v26.0/me/feed`, {
      method: 'POST',
      headers: { authorization: `Bearer ${PAGE_TOKEN}` },
      body: new URLSearchParams({ message: 'Bằng biểu mẫu' }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('facebook-api-version')).toBe('v26.0');
    expect(response.headers.get('x-app-usage')).toMatch(/"call_count":\d/);
  });

  it('refuses the same message twice in a row, and takes it after another one', async () => {
    await newPost('Một');
    const again = await postGraph(bench.url, 'Một');
    expect(again.status).toBe(400);
    expect(again.body['error']).toMatchObject({ code: 506, type: 'OAuthException' });
    expect(again.body['error']?.['fbtrace_id']).toMatch(/^A/);
    await newPost('Hai');
    expect((await postGraph(bench.url, 'Một')).status).toBe(200);
  });

  it('refuses a post with nothing in it, and links that Facebook would not take', async () => {
    expect((await graph('POST', `/${PAGE}/feed`, {})).body['error']).toMatchObject({ code: 100 });
    for (const [link, subcode] of [
      ['https://www.facebook.com/x', 1609008],
      ['http://localhost:1/', 1609005],
    ]) {
      const answer = await postGraph(bench.url, 'Tin', { link });
      expect(answer.body['error']).toMatchObject({ code: 100, error_subcode: subcode });
    }
    const scheme = await postGraph(bench.url, 'Tin', { link: 'javascript:alert(1)' });
    expect(scheme.status).toBe(400);
  });

  it('publishes several staged photos in one post, each with its own alt text', async () => {
    const other = Buffer.concat([PNG, Buffer.from([0])]);
    const first = await sendPhoto({ published: 'false', alt_text_custom: 'Ảnh một' });
    const second = await sendPhoto({ published: 'false', alt_text_custom: 'Ảnh hai' }, other);
    expect(first.body).not.toHaveProperty('post_id');
    expect((await stateOf(bench.url))['posts']).toEqual([]);
    const attached = [first, second].map(({ body }) => ({ media_fbid: body['id'] }));
    const answer = await postGraph(bench.url, 'Hai ảnh', { attached_media: attached });
    expect(answer.status).toBe(200);
    expect((await stateOf(bench.url))['posts']?.[0]?.['media']).toMatchObject([
      { alt: 'Ảnh một', mimeType: 'image/png' },
      { alt: 'Ảnh hai' },
    ]);
    const again = await postGraph(bench.url, 'Lần nữa', { attached_media: attached });
    expect(again.body['error']).toMatchObject({ error_subcode: 1366051 });
  });

  it('publishes one photo with its caption at once', async () => {
    const answer = await sendPhoto({ message: 'Một ảnh' });
    expect(answer.body['post_id']).toMatch(new RegExp(`^${PAGE}_`));
    expect((await stateOf(bench.url))['posts']).toMatchObject([{ text: 'Một ảnh' }]);
  });

  it('judges a photo by its bytes', async () => {
    const answer = await sendPhoto({ published: 'false' }, Buffer.from('A text and no photo'));
    expect(answer.body['error']).toMatchObject({ code: 100, error_subcode: 1366046 });
  });

  it('never fetches a photo from beyond this machine', async () => {
    const answer = await graph('POST', `/${PAGE}/photos`, { url: 'https://example.org/a.png' });
    expect(answer.status).toBe(400);
  });

  it('publishes on another Page for nobody', async () => {
    const answer = await graph('POST', '/999/feed', { message: 'Xin chào' });
    expect(answer.body['error']).toMatchObject({ code: 200 });
  });

  it('keeps a scheduled post back until its time', async () => {
    const at = Math.floor(Date.now() / 1000) + 3_600;
    const answer = await postGraph(bench.url, 'Sau một giờ', {
      published: false,
      scheduled_publish_time: at,
    });
    expect(answer.status).toBe(200);
    const seen = async (): Promise<unknown> => (await graph('GET', `/${PAGE}/feed`)).body['data'];
    expect(await seen()).toEqual([]);
    await setOffset(bench.url, HOUR_MS + 5_000);
    expect(await seen()).toMatchObject([{ message: 'Sau một giờ' }]);
  });
});

describe('reading a practice Page', () => {
  it('shows a new post in the feed only after a moment, and by its id at once', async () => {
    const id = await newPost('Vừa đăng');
    expect((await graph('GET', `/${PAGE}/published_posts`)).body['data']).toEqual([]);
    const direct = await graph('GET', `/${id}?fields=id,message,created_time,permalink_url`);
    expect(direct.body).toMatchObject({ id, message: 'Vừa đăng' });
    expect(direct.body['created_time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    await setOffset(bench.url, 3_000);
    expect((await graph('GET', `/${PAGE}/feed`)).body['data']).toMatchObject([{ id }]);
  });

  it('pages through the feed on its own host', async () => {
    const ids: string[] = [];
    for (const name of ['một', 'hai', 'ba']) ids.push(await newPost(`Bài ${name}`));
    await setOffset(bench.url, 10_000);
    const first = await graph('GET', `/${PAGE}/feed?limit=2`);
    expect(first.body['data']?.map((post) => post['id'])).toEqual([ids[2], ids[1]]);
    const next = String(first.body['paging']?.['next']);
    expect(next.startsWith(bench.url)).toBe(true);
    const second = await call('', 'GET', next);
    expect(second.body['data']?.map((post) => post['id'])).toEqual([ids[0]]);
    expect(second.body['paging']).not.toHaveProperty('next');
  });

  it('counts comments, reactions and shares by summary', async () => {
    const id = await newPost('Bài đăng');
    await setOffset(bench.url, 48 * HOUR_MS);
    const { body } = await graph(
      'GET',
      `/${id}?fields=shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)`,
      {},
    );
    expect(body['reactions']?.['summary']?.['total_count']).toBeGreaterThan(10);
    expect(body['comments']).toMatchObject({ data: [] });
    expect(body['shares']?.['count']).toBeGreaterThan(0);
  });

  it('tells who the Page is and how many follow it', async () => {
    const { body } = await graph('GET', '/me?fields=name,username,followers_count,fan_count,link');
    expect(body).toMatchObject({ id: PAGE, name: 'Bộ Ngoại giao', username: 'BoNgoaiGiao' });
    expect(body['followers_count']).toBe(200_000);
    expect(body['link']).toBe(`${bench.url}/facebook/${PAGE}`);
  });

  it('refuses a field that is not there, and a post that is not there', async () => {
    const id = await newPost('Bài đăng');
    expect((await graph('GET', `/${id}?fields=reach`)).body['error']).toMatchObject({ code: 100 });
    expect((await graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect((await graph('GET', `/${id}`)).body['error']).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
  });

  it('serves the metrics that are still in use', async () => {
    const id = await newPost('Bài đăng');
    await setOffset(bench.url, 48 * HOUR_MS);
    const names =
      'post_media_view,post_total_media_view_unique,post_clicks,post_reactions_by_type_total';
    const { body } = await graph('GET', `/${id}/insights?metric=${names}`);
    expect(body['data']?.map((row) => row['name'])).toEqual(names.split(','));
    const rows = body['data'] as unknown as { name: string; values: { value: unknown }[] }[];
    const value = (name: string): unknown =>
      rows.find((row) => row.name === name)?.values[0]?.value;
    expect(Number(value('post_media_view'))).toBeGreaterThan(
      Number(value('post_total_media_view_unique')),
    );
    expect(value('post_reactions_by_type_total')).toHaveProperty('like');
    const page = await graph('GET', `/${PAGE}/insights?metric=page_media_view,page_follows`);
    expect(page.body['data']?.[0]?.['values']).toHaveLength(2);
  });

  it.each(['post_impressions', 'post_impressions_unique', 'post_engaged_users', 'invented'])(
    'refuses the whole call for the metric %s',
    async (name) => {
      const id = await newPost('Bài đăng');
      const answer = await graph('GET', `/${id}/insights?metric=post_media_view,${name}`);
      expect(answer.status).toBe(400);
      expect(answer.body['error']).toMatchObject({
        code: 100,
        message: '(#100) The value must be a valid insights metric',
      });
    },
  );

  it('gives no insights to a Page that fewer than 100 people like, and wants a metric named', async () => {
    const id = await newPost('Bài đăng');
    const none = await graph('GET', `/${id}/insights`);
    expect(none.body['error']).toMatchObject({ code: 3001, error_subcode: 1504028 });
    await call(bench.url, 'PUT', `/practice/accounts/facebook/${PAGE}`, {
      name: 'Bộ Ngoại giao',
      handle: 'BoNgoaiGiao',
      likes: 99,
    });
    const few = await graph('GET', `/${id}/insights?metric=post_media_view`);
    expect(few.body).toEqual({ data: [] });
  });
});

describe('tokens of a practice Page', () => {
  it.each([
    ['expired', 190, 463],
    ['revoked', 190, 460],
    ['suspended', 190, 459],
    ['no-permission', 200, undefined],
  ])('refuses a token that is %s', async (state, code, subcode) => {
    await call(bench.url, 'POST', `/practice/accounts/facebook/${PAGE}/token-state`, { state });
    const { body } = await postGraph(bench.url, 'Xin chào');
    expect(body['error']?.['code']).toBe(code);
    expect(body['error']?.['error_subcode']).toBe(subcode);
  });

  it('refuses no token, and one that it never gave', async () => {
    const without = await call(bench.url, 'GET', `/graph/v25.0/${PAGE}`);
    expect(without.body['error']).toMatchObject({ code: 104 });
    const wrong = await call(bench.url, 'GET', `/graph/v25.0/${PAGE}?access_token=nonsense`);
    expect(wrong.body['error']).toMatchObject({ code: 190 });
  });

  it('checks an appsecret_proof when there is one', async () => {
    const proof = createHmac('sha256', 'practice-app-secret').update(PAGE_TOKEN).digest('hex');
    expect((await graph('GET', `/me?appsecret_proof=${proof}`)).status).toBe(200);
    expect((await graph('GET', '/me?appsecret_proof=00')).body['error']).toMatchObject({
      code: 100,
    });
  });

  it('tells the app what a token is good for', async () => {
    const path = `/graph/v25.0/debug_token?input_token=${PAGE_TOKEN}&access_token=practice-app%7Cpractice-app-secret`;
    const { body } = await call(bench.url, 'GET', path);
    expect(body['data']).toMatchObject({ is_valid: true, type: 'PAGE', profile_id: PAGE });
    await call(bench.url, 'POST', `/practice/accounts/facebook/${PAGE}/token-state`, {
      state: 'revoked',
    });
    expect((await call(bench.url, 'GET', path)).body['data']).toMatchObject({ is_valid: false });
  });
});
