import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  PAGE,
  X_USER,
  addAccounts,
  call,
  callX,
  postGraph,
  postX,
  setFault,
  startBench,
  stateOf,
} from './support/practice.ts';
import type { Answered, Bench } from './support/practice.ts';

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

const post = async (platform: string): Promise<Answered> =>
  platform === 'x' ? await postX(bench.url, 'Hello') : await postGraph(bench.url, 'Xin chào');
const postsStored = async (): Promise<number> =>
  Number((await stateOf(bench.url))['counters']?.['posts']);

const platforms = ['facebook', 'x'];
const moments = [
  ['before', 0],
  ['after', 1],
] as const;
const cases = platforms.flatMap((platform) =>
  moments.map(([when, stored]) => [platform, when, stored] as const),
);

describe('scripted faults', () => {
  it.each(cases)('%s drops the line %s the post is stored', async (platform, when, stored) => {
    await setFault(bench.url, { platform, endpoint: 'publish', kind: 'drop', when });
    await expect(post(platform)).rejects.toThrow();
    expect(await postsStored()).toBe(stored);
  });

  it.each(cases)(
    '%s cuts its answer short %s the post is stored',
    async (platform, when, stored) => {
      await setFault(bench.url, { platform, kind: 'cut-body', when });
      await expect(post(platform)).rejects.toThrow();
      expect(await postsStored()).toBe(stored);
    },
  );

  it.each(cases)(
    '%s answers HTML with 502 %s the post is stored',
    async (platform, when, stored) => {
      await setFault(bench.url, { platform, kind: 'html-502', when });
      const answer = await post(platform);
      expect(answer.status).toBe(502);
      expect(answer.text).toMatch(/^<html>/);
      expect(await postsStored()).toBe(stored);
    },
  );

  it.each(platforms)('%s answers 500 for a post that it stored', async (platform) => {
    await setFault(bench.url, { platform, kind: 'stored-but-500' });
    expect((await post(platform)).status).toBe(500);
    expect(await postsStored()).toBe(1);
  });

  it.each(platforms)('%s answers with no body or half a JSON', async (platform) => {
    await setFault(bench.url, { platform, kind: 'empty-2xx', when: 'after' });
    expect(await post(platform)).toMatchObject({ text: '' });
    await setFault(bench.url, { platform, kind: 'empty-500' });
    expect(await post(platform)).toMatchObject({ status: 500, text: '' });
    await setFault(bench.url, { platform, kind: 'broken-json' });
    const broken = await post(platform);
    expect(() => JSON.parse(broken.text) as unknown).toThrow();
  });

  it.each(platforms)('%s says nothing at all until the caller gives up', async (platform) => {
    await setFault(bench.url, { platform, kind: 'stall', when: 'after', delayMs: 200 });
    const startedAt = performance.now();
    await expect(post(platform)).rejects.toThrow();
    expect(performance.now() - startedAt).toBeGreaterThan(190);
    expect(await postsStored()).toBe(1);
  });

  it('X takes its time when it is told to be slow', async () => {
    await setFault(bench.url, { platform: 'x', kind: 'slow', delayMs: 150 });
    const startedAt = performance.now();
    expect((await post('x')).status).toBe(201);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
  });

  it('X cuts a compressed answer in the middle', async () => {
    await setFault(bench.url, { platform: 'x', kind: 'cut-body-gzip', when: 'after' });
    const answer = fetch(`${bench.url}/2/users/me`, {
      headers: { authorization: 'Bearer practice-app-bearer' },
    });
    // The fault waits for a call that succeeds: an app may not ask who it is.
    expect((await answer).status).toBe(403);
    await expect(post('x')).rejects.toThrow();
    expect(await postsStored()).toBe(1);
  });

  it.each([
    ['x', 'rate-limit', 429],
    ['x', 'usage-capped', 429],
    ['x', 'credits', 402],
    ['x', 'token-dead', 401],
    ['x', 'permission', 403],
    ['x', 'duplicate', 403],
    ['x', 'policy-block', 403],
    ['x', 'suspended', 403],
    ['x', 'media-refused', 400],
    ['x', 'link-refused', 403],
    ['x', 'unavailable', 503],
  ])('%s refuses in its own words: %s', async (platform, kind, status) => {
    await setFault(bench.url, { platform, kind });
    const answer = await post(platform);
    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty('title');
    expect((await post(platform)).status).toBe(201);
  });

  it.each([
    ['rate-limit', 80001],
    ['usage-capped', 4],
    ['token-dead', 190],
    ['permission', 200],
    ['duplicate', 506],
    ['policy-block', 368],
    ['suspended', 190],
    ['media-refused', 100],
    ['link-refused', 100],
    ['unavailable', 2],
  ])('facebook refuses in its own words: %s', async (kind, code) => {
    await setFault(bench.url, { platform: 'facebook', kind });
    expect((await post('facebook')).body['error']?.['code']).toBe(code);
    expect((await post('facebook')).status).toBe(200);
  });

  it('says when a rate limit ends', async () => {
    await setFault(bench.url, { platform: 'x', kind: 'rate-limit' });
    await setFault(bench.url, { platform: 'facebook', kind: 'rate-limit' });
    const x = await post('x');
    expect(Number(x.headers['x-rate-limit-reset']) * 1000).toBeGreaterThan(Date.now());
    const facebook = await post('facebook');
    expect(facebook.headers['x-business-use-case-usage']).toContain(
      '"estimated_time_to_regain_access":15',
    );
  });

  it('strikes only the platform, endpoint and account it is meant for, and only so often', async () => {
    await setFault(bench.url, {
      platform: 'x',
      endpoint: 'publish',
      kind: 'empty-500',
      accountId: X_USER,
      times: 2,
    });
    expect((await post('facebook')).status).toBe(200);
    expect((await callX(bench.url, 'GET', '/2/users/me')).status).toBe(200);
    expect((await post('x')).status).toBe(500);
    expect((await post('x')).status).toBe(500);
    expect((await post('x')).status).toBe(201);
    await setFault(bench.url, { platform: 'facebook', kind: 'empty-500', accountId: 'another' });
    expect((await postGraph(bench.url, 'Chào nữa')).status).toBe(200);
  });

  it('can be looked at and taken back, and a fault that makes no sense is refused', async () => {
    const made = await setFault(bench.url, { platform: 'x', kind: 'drop', times: 3 });
    expect(made.status).toBe(201);
    expect((await call(bench.url, 'GET', '/practice/faults')).body).toMatchObject([
      { kind: 'drop', left: 3, when: 'before', endpoint: 'any' },
    ]);
    await call(bench.url, 'DELETE', '/practice/faults');
    expect((await post('x')).status).toBe(201);
    const nonsense = await setFault(bench.url, { platform: 'x', kind: 'earthquake' });
    expect(nonsense.status).toBe(400);
  });

  it('keeps a log of the calls, without their tokens', async () => {
    await post('facebook');
    await setFault(bench.url, { platform: 'facebook', kind: 'drop' });
    await postGraph(bench.url, 'Chào nữa').catch(() => null);
    const state = await stateOf(bench.url);
    expect(state['calls']).toMatchObject([
      { method: 'POST', platform: 'facebook', account: PAGE, status: 200, fault: null },
      { status: 0, fault: 'drop' },
    ]);
    expect(JSON.stringify(state['calls'])).not.toContain('page-token');
    expect(state['counters']?.['calls']).toEqual({ facebook: 2, x: 0 });
  });
});
