import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Credentials, Platform } from '../../src/clients/platform.ts';
import { callWith, inWords, VIETNAMESE } from './support/calls.ts';
import { picture, startPracticeDesk } from './support/practice.ts';
import type { PracticeDesk } from './support/practice.ts';

const accountId = '1001';
const credentials: Credentials = { kind: 'facebook-page', pageAccessToken: 'page-token' };

let practice: PracticeDesk;
let facebook: Platform;

const account = (followers: number) => ({
  name: 'Bộ Ngoại giao Việt Nam',
  handle: 'mofavietnam',
  followers,
  likes: followers,
  tokens: { pageAccessToken: 'page-token' },
});

beforeAll(async () => {
  practice = await startPracticeDesk();
});
afterAll(() => practice.close());
beforeEach(async () => {
  await practice.control('POST', '/practice/reset');
  await practice.control('PUT', `/practice/accounts/facebook/${accountId}`, account(200_000));
  facebook = createFacebookPlatform({
    graphUrl: `${practice.url}/graph`,
    graphVersion: 'v25.0',
    appSecret: 'practice-app-secret',
  });
});
afterEach(() => {
  facebook.close();
});

const publish = (given: Parameters<typeof callWith>[1]) =>
  facebook.publish({ ...callWith('facebook', given), credentials });
const read = async (id: string) => {
  const answer = await facebook.readMetrics({ accountId, credentials, platformPostIds: [id] });
  return answer.kind === 'read' ? answer.metrics.get(id) : answer;
};

describe('the practice Facebook', () => {
  it('takes a Vietnamese text and shows it at the address it gave', async () => {
    const outcome = await publish({});
    expect(inWords(outcome)).toBe('accepted');
    expect(await practice.posts()).toMatchObject([{ text: VIETNAMESE, link: null, media: [] }]);
    const permalink = outcome.kind === 'accepted' ? outcome.permalink : null;
    const page = await fetch(permalink ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Cổng thông tin điện tử');
  });

  it('takes a link beside the text', async () => {
    const link = 'https://mofa.gov.vn/tin-tuc?id=1&lang=vi';
    expect(inWords(await publish({ link }))).toBe('accepted');
    expect(await practice.posts()).toMatchObject([{ text: VIETNAMESE, link }]);
  });

  it.each([1, 2, 10])('takes %d photo(s), bytes and alt texts in their order', async (count) => {
    const media = await Promise.all(
      Array.from({ length: count }, (_, n) => picture(`rgb(${n * 20},90,120)`, `Ảnh số ${n + 1}`)),
    );
    const outcome = await publish({ media });
    expect(inWords(outcome)).toBe('accepted');
    expect(outcome.kind === 'accepted' && outcome.permalink).toContain(practice.url);
    const posts = await practice.posts();
    expect(posts).toHaveLength(1);
    expect(posts[0]?.text).toBe(VIETNAMESE);
    expect(posts[0]?.media.map(({ sha256, alt }) => ({ sha256, alt }))).toEqual(
      media.map(({ sha256, alt }) => ({ sha256, alt })),
    );
  });

  it('refuses the same message twice in a row', async () => {
    await publish({});
    expect(inWords(await publish({}))).toBe('refused duplicate never');
  });

  it('gives all figures of a post, and null when the post is gone', async () => {
    const outcome = await publish({});
    const id = outcome.kind === 'accepted' ? outcome.platformPostId : '';
    await practice.control('POST', '/practice/clock', { offsetMs: 48 * 3_600_000 });
    const figures = await read(id);
    expect(Object.keys(figures ?? {})).toEqual(
      expect.arrayContaining(['views', 'reach', 'clicks', 'reactions', 'comments']),
    );
    expect(figures).toMatchObject({ views: expect.any(Number) });
    await practice.control('DELETE', `/practice/posts/facebook/${id}`);
    expect(await read(id)).toBeNull();
  });

  it('gives no insights to a Page with fewer than a hundred likes', async () => {
    await practice.control('PUT', `/practice/accounts/facebook/${accountId}`, account(60));
    const outcome = await publish({});
    const id = outcome.kind === 'accepted' ? outcome.platformPostId : '';
    await practice.control('POST', '/practice/clock', { offsetMs: 48 * 3_600_000 });
    const figures = await read(id);
    expect(figures).not.toBeNull();
    for (const name of ['views', 'reach', 'clicks']) expect(figures).not.toHaveProperty(name);
    expect(figures).toHaveProperty('reactions');
  });

  it('says how many follow and whom the token speaks for', async () => {
    const followers = await facebook.readFollowers({ accountId, credentials });
    expect(followers.kind === 'read' && followers.followers).toBeGreaterThan(150_000);
    expect(await facebook.readIdentity({ accountId, credentials })).toEqual({
      kind: 'read',
      accountId,
      name: 'Bộ Ngoại giao Việt Nam',
      handle: 'mofavietnam',
      publicUrl: `${practice.url}/facebook/${accountId}`,
    });
  });

  it('refuses calls whose proof was made with another secret', async () => {
    const wrong = createFacebookPlatform({
      graphUrl: `${practice.url}/graph`,
      graphVersion: 'v25.0',
      appSecret: 'another-secret',
    });
    const outcome = await wrong.publish({ ...callWith('facebook'), credentials });
    expect(outcome.kind).toBe('refused');
    expect(await practice.posts()).toHaveLength(0);
    wrong.close();
  });

  const faults: [string, string, string, number][] = [
    ['drop', 'before', 'unknown connection-lost', 0],
    ['drop', 'after', 'unknown connection-lost', 1],
    ['stall', 'after', 'unknown timed-out', 1],
    ['cut-body', 'after', 'unknown answer-cut', 1],
    ['cut-body-gzip', 'after', 'unknown answer-cut', 1],
    ['html-502', 'before', 'unknown server-error', 0],
    ['empty-500', 'after', 'unknown server-error', 1],
    ['empty-2xx', 'after', 'unknown answer-without-id', 1],
    ['broken-json', 'after', 'unknown answer-unreadable', 1],
    ['stored-but-500', 'after', 'unknown server-error', 1],
    ['unavailable', 'before', 'unknown server-error', 0],
    ['rate-limit', 'before', 'refused rate-limited at', 0],
    ['token-dead', 'before', 'refused token-dead never', 0],
    ['permission', 'before', 'refused permission-missing never', 0],
    ['duplicate', 'before', 'refused duplicate never', 0],
    ['policy-block', 'before', 'refused policy-blocked never', 0],
    ['link-refused', 'before', 'refused link-rejected never', 0],
    ['slow', 'before', 'accepted', 1],
  ];
  it.each(faults)('told to %s %s the write, comes to: %s', async (kind, when, expected, stored) => {
    const fault = { platform: 'facebook', kind, when, ...(kind === 'slow' ? { delayMs: 50 } : {}) };
    await practice.control('POST', '/practice/faults', fault);
    expect(inWords(await publish({ deadlineMs: 1500 }))).toBe(expected);
    expect(await practice.posts()).toHaveLength(stored);
  });
});
