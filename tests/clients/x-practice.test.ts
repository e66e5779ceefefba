import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import type { Credentials, Platform } from '../../src/clients/platform.ts';
import { callWith, inWords, VIETNAMESE } from './support/calls.ts';
import { picture, startPracticeDesk } from './support/practice.ts';
import type { PracticeDesk } from './support/practice.ts';

const accountId = '1001';
const credentials: Credentials = {
  kind: 'x-oauth1',
  accessToken: '1001-access',
  accessSecret: 'access-secret',
};

let practice: PracticeDesk;
let x: Platform;

beforeAll(async () => {
  practice = await startPracticeDesk();
});
afterAll(() => practice.close());
beforeEach(async () => {
  await practice.control('POST', '/practice/reset');
  await practice.control('PUT', `/practice/accounts/x/${accountId}`, {
    name: 'MOFA Viet Nam',
    handle: 'MOFAVietNam',
    followers: 50_000,
    tokens: { accessToken: credentials.accessToken, accessSecret: credentials.accessSecret },
  });
  x = createXPlatform({
    apiUrl: practice.url,
    appKey: 'practice-consumer-key',
    appSecret: 'practice-consumer-secret',
    webUrl: `${practice.url}/x`,
  });
});
afterEach(() => {
  x.close();
});

const publish = (given: Parameters<typeof callWith>[1]) =>
  x.publish({ ...callWith('x', given), credentials });
async function publishedId(text: string): Promise<string> {
  const outcome = await publish({ text });
  if (outcome.kind !== 'accepted') throw new Error(inWords(outcome));
  return outcome.platformPostId;
}

describe('the practice X', () => {
  it.each([
    ['an English text', 'Viet Nam marks Viet Nam Culture Day.'],
    ['a Vietnamese text', VIETNAMESE],
    ['a text with a link', 'Read more: https://mofa.gov.vn/en?a=1&b=2'],
  ])('takes %s and shows it at the address we keep', async (_name, text) => {
    const outcome = await publish({ text });
    expect(inWords(outcome)).toBe('accepted');
    expect(await practice.posts()).toMatchObject([{ text, media: [] }]);
    const permalink = outcome.kind === 'accepted' ? outcome.permalink : null;
    const page = await fetch(permalink ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('data-part="text"');
  });

  it('takes four pictures, bytes and alt texts in their order', async () => {
    const colours = ['red', 'green', 'blue', 'gold'];
    const media = await Promise.all(colours.map((colour) => picture(colour, `Ảnh màu ${colour}`)));
    expect(inWords(await publish({ text: 'Four pictures', media }))).toBe('accepted');
    const [post] = await practice.posts();
    expect(post?.media.map(({ sha256, alt }) => ({ sha256, alt }))).toEqual(
      media.map(({ sha256, alt }) => ({ sha256, alt })),
    );
  });

  it('gives figures of young posts with clicks, of old posts without, and null for a lost one', async () => {
    const id = await publishedId('A post that people read: https://mofa.gov.vn/en');
    const gone = await publishedId('A post that is taken away');
    await practice.control('DELETE', `/practice/posts/x/${gone}`);
    await practice.control('POST', '/practice/clock', { offsetMs: 24 * 3_600_000 });
    const read = async (ids: string[]) => {
      const answer = await x.readMetrics({ accountId, credentials, platformPostIds: ids });
      return answer.kind === 'read' ? answer.metrics : answer;
    };
    const day = new Date(Date.now() + 24 * 3_600_000).toISOString();
    const metrics = await read([id, gone]);
    expect(metrics).toBeInstanceOf(Map);
    if (!(metrics instanceof Map)) return;
    expect(metrics.get(gone)).toBeNull();
    const names = ['bookmarks', 'clicks', 'comments', 'reactions', 'shares', 'views'];
    expect(Object.keys(metrics.get(id) ?? {}).sort()).toEqual(names);
    expect(metrics.get(id)?.views).toBeGreaterThan(0);
    const given = await practice.control('GET', `/practice/posts/x/${id}/metrics?at=${day}`);
    expect(given).toHaveProperty('metrics');

    await practice.control('PUT', '/practice/settings', { xVocabulary: 'new' });
    const renamed = await read([id]);
    expect(renamed instanceof Map && Object.keys(renamed.get(id) ?? {}).sort()).toEqual(names);

    await practice.control('POST', '/practice/clock', { offsetMs: 40 * 24 * 3_600_000 });
    const old = await read([id]);
    expect(old instanceof Map && Object.keys(old.get(id) ?? {}).sort()).toEqual(
      names.filter((name) => name !== 'clicks'),
    );
  });

  it('says how many follow and whom the keys speak for', async () => {
    const followers = await x.readFollowers({ accountId, credentials });
    expect(followers.kind === 'read' && followers.followers).toBeGreaterThan(40_000);
    expect(await x.readIdentity({ accountId, credentials })).toEqual({
      kind: 'read',
      accountId,
      name: 'MOFA Viet Nam',
      handle: '@MOFAVietNam',
      publicUrl: `${practice.url}/x/MOFAVietNam`,
    });
  });

  it('says nothing about followers with the keys of another account', async () => {
    const answer = await x.readFollowers({ accountId: '2002', credentials });
    expect(answer).toEqual({ kind: 'failed', reason: 'permission-missing', code: 'other-account' });
  });

  it('takes OAuth 2 tokens as well', async () => {
    const oauth2 = { accessToken: 'oauth2-access', refreshToken: 'oauth2-refresh' };
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await practice.control('PUT', `/practice/accounts/x/${accountId}`, {
      name: 'MOFA Viet Nam',
      handle: 'MOFAVietNam',
      tokens: { oauth2: { ...oauth2, expiresAt } },
    });
    const call = { ...callWith('x'), credentials: { kind: 'x-oauth2', ...oauth2, expiresAt } };
    expect(inWords(await x.publish(call as Parameters<Platform['publish']>[0]))).toBe('accepted');
  });

  it('trades OAuth 2 tokens that expire soon for new ones, and each refresh token once', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const oauth2 = { accessToken: 'a1', refreshToken: 'r1', expiresAt: soon };
    await practice.control('PUT', `/practice/accounts/x/${accountId}`, {
      name: 'MOFA Viet Nam',
      handle: 'MOFAVietNam',
      tokens: { oauth2 },
    });
    const renewing = createXPlatform({
      apiUrl: practice.url,
      appKey: null,
      appSecret: null,
      clientId: 'practice-client',
      clientSecret: 'practice-client-secret',
    });
    const old: Credentials = { kind: 'x-oauth2', ...oauth2 };
    const answer = await renewing.renewCredentials(old);
    if (answer.kind !== 'renewed') throw new Error(answer.kind);
    const call = { ...callWith('x'), credentials: answer.credentials };
    expect(inWords(await renewing.publish(call))).toBe('accepted');
    expect(await renewing.renewCredentials(answer.credentials)).toEqual({ kind: 'not-needed' });
    expect(await renewing.renewCredentials(old)).toEqual({
      kind: 'failed',
      reason: 'token-dead',
      code: '400',
    });
    expect(await renewing.renewCredentials(credentials)).toEqual({ kind: 'not-needed' });
    renewing.close();
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
    ['credits', 'before', 'refused credits-depleted never', 0],
    ['token-dead', 'before', 'refused token-dead never', 0],
    ['permission', 'before', 'refused permission-missing never', 0],
    ['duplicate', 'before', 'refused unlisted never', 0],
    ['suspended', 'before', 'refused account-suspended never', 0],
    ['slow', 'before', 'accepted', 1],
  ];
  it.each(faults)('told to %s %s the write, comes to: %s', async (kind, when, expected, stored) => {
    await practice.control('POST', '/practice/faults', {
      platform: 'x',
      kind,
      when,
      ...(kind === 'slow' ? { delayMs: 50 } : {}),
    });
    expect(inWords(await publish({ deadlineMs: 1500 }))).toBe(expected);
    expect(await practice.posts()).toHaveLength(stored);
  });

  it('is not published on when an image is refused', async () => {
    await practice.control('POST', '/practice/faults', {
      platform: 'x',
      kind: 'media-refused',
      endpoint: 'media',
    });
    const media = [await picture('red', 'Đỏ')];
    expect(inWords(await publish({ media }))).toBe('refused media-rejected never');
    expect(await practice.posts()).toHaveLength(0);
  });
});
