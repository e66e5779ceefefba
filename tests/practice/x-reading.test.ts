import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  X_USER,
  addAccounts,
  call,
  callX,
  postX,
  setOffset,
  startBench,
} from './support/practice.ts';
import type { Bench } from './support/practice.ts';

const DAY_MS = 24 * 3_600_000;
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

const newPost = async (text: string): Promise<string> =>
  String((await postX(bench.url, text)).body['data']?.['id']);
const read = async (path: string) => await callX(bench.url, 'GET', path);

describe('reading practice X', () => {
  it('gives public and private figures of a fresh post to its owner', async () => {
    const id = await newPost('Hello https://mofa.gov.vn');
    await setOffset(bench.url, DAY_MS);
    const { body } = await read(
      `/2/tweets?ids=${id}&tweet.fields=public_metrics,non_public_metrics,organic_metrics`,
    );
    expect(body['data']?.[0]?.['public_metrics']?.['impression_count']).toBeGreaterThan(100);
    expect(body['data']?.[0]?.['non_public_metrics']).toHaveProperty('url_link_clicks');
    expect(body).not.toHaveProperty('errors');
  });

  it('keeps private figures back after thirty days, in a 200 answer with errors', async () => {
    const id = await newPost('Hello');
    await setOffset(bench.url, 31 * DAY_MS);
    const answer = await read(`/2/tweets?ids=${id}&tweet.fields=public_metrics,non_public_metrics`);
    expect(answer.status).toBe(200);
    expect(answer.body['data']?.[0]).toHaveProperty('public_metrics');
    expect(answer.body['data']?.[0]).not.toHaveProperty('non_public_metrics');
    expect(answer.body['errors']?.[0]).toMatchObject({
      title: 'Field Authorization Error',
      field: 'non_public_metrics',
    });
  });

  it('names the posts that are gone beside those that are there', async () => {
    const id = await newPost('Hello');
    const answer = await read(`/2/tweets?ids=${id},12345`);
    expect(answer.body['data']).toHaveLength(1);
    expect(answer.body['errors']?.[0]).toMatchObject({
      title: 'Not Found Error',
      resource_id: '12345',
    });
  });

  it('answers in the vocabulary it was asked in, or in the one it was set to', async () => {
    const id = await newPost('Hello');
    const old = await read(`/2/tweets/${id}?tweet.fields=public_metrics`);
    expect(old.body['data']?.['public_metrics']).toHaveProperty('retweet_count');
    const now = await read(`/2/tweets/${id}?post.fields=public_metrics`);
    expect(now.body['data']?.['public_metrics']).toHaveProperty('repost_count');
    expect(now.body['data']).toHaveProperty('edit_history_post_ids', [id]);
    await call(bench.url, 'PUT', '/practice/settings', { xVocabulary: 'new' });
    const forced = await read(`/2/tweets/${id}?tweet.fields=public_metrics`);
    expect(forced.body['data']?.['public_metrics']).toHaveProperty('repost_count');
  });

  it('refuses a field that X does not have', async () => {
    const id = await newPost('Hello');
    expect((await read(`/2/tweets/${id}?tweet.fields=reach`)).status).toBe(400);
  });

  it('lists an account newest first, page by page, without what was deleted', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 12; i += 1) ids.push(await newPost(`Post ${i}`));
    await callX(bench.url, 'DELETE', `/2/tweets/${ids[11]}`);
    const first = await read(`/2/users/${X_USER}/tweets?max_results=5`);
    const token = first.body['meta']?.['next_token'];
    const second = await read(
      `/2/users/${X_USER}/tweets?max_results=5&pagination_token=${String(token)}`,
    );
    const seen = [...(first.body['data'] ?? []), ...(second.body['data'] ?? [])];
    expect(seen.map((post) => post['id'])).toEqual(ids.slice(1, 11).toReversed());
    expect(first.body['meta']).toMatchObject({ result_count: 5, newest_id: ids[10] });
  });

  it('lets an app read but not post', async () => {
    const headers = { authorization: 'Bearer practice-app-bearer' };
    const id = await newPost('Hello');
    expect((await call(bench.url, 'GET', `/2/tweets/${id}`, undefined, headers)).status).toBe(200);
    const refused = await call(bench.url, 'POST', '/2/tweets', { text: 'a' }, headers);
    expect(refused.status).toBe(403);
    expect(refused.body['type']).toMatch(/unsupported-authentication$/);
  });
});

describe('tokens on practice X', () => {
  it.each([
    ['revoked', 401],
    ['expired', 401],
    ['no-permission', 403],
    ['suspended', 403],
  ])('refuses a %s token with %i', async (state, status) => {
    await call(bench.url, 'POST', `/practice/accounts/x/${X_USER}/token-state`, { state });
    expect((await postX(bench.url, 'Hello')).status).toBe(status);
    await call(bench.url, 'POST', `/practice/accounts/x/${X_USER}/token-state`, { state: 'valid' });
    expect((await postX(bench.url, 'Hello')).status).toBe(201);
  });

  it('gives a new pair for a refresh token, once, by JSON or by form', async () => {
    await call(bench.url, 'PUT', `/practice/accounts/x/${X_USER}`, {
      name: 'MOFA Viet Nam',
      handle: 'MOFAVietNam',
      tokens: {
        oauth2: {
          accessToken: 'old',
          refreshToken: 'first',
          expiresAt: '2020-01-01T00:00:00.000Z',
        },
      },
    });
    const me = async (token: string): Promise<number> =>
      (await call(bench.url, 'GET', '/2/users/me', undefined, { authorization: `Bearer ${token}` }))
        .status;
    expect(await me('old')).toBe(401);
    const authorization = `Basic ${Buffer.from('practice-client:practice-client-secret').toString('base64')}`;
    const form = { grant_type: 'refresh_token', refresh_token: 'first' };
    const refreshed = await call(bench.url, 'POST', '/2/oauth2/token', form, { authorization });
    expect(refreshed.body).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
    expect(await me(String(refreshed.body['access_token']))).toBe(200);
    const again = await call(bench.url, 'POST', '/2/oauth2/token', form, { authorization });
    expect(again.status).toBe(400);
    const byForm = await fetch(`${bench.url}/2/oauth2/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: String(refreshed.body['refresh_token']),
      }),
    });
    expect(byForm.status).toBe(200);
  });
});
