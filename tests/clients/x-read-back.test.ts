import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { seenPost, xPostIdIn } from '../../src/clients/x/x-read-back.ts';
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
    premium: true,
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

const anHourAgo = (): Date => new Date(new Date().getTime() - 3_600_000);
const recent = (limit = 100, since = anHourAgo()) =>
  x.readRecent({ accountId, credentials, since, limit });
async function publish(given: Parameters<typeof callWith>[1]): Promise<string> {
  const outcome = await x.publish({ ...callWith('x', given), credentials });
  if (outcome.kind !== 'accepted') throw new Error(inWords(outcome));
  return outcome.platformPostId;
}
async function fill(count: number, from = 1): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    const createdAt = new Date(new Date().getTime() - n * 60_000).toISOString();
    const body = { platform: 'x', accountId, text: `Noise ${n}`, createdAt };
    await practice.control('POST', '/practice/posts', body);
  }
}

describe('what X shows of an account', () => {
  it.each([
    ['a Vietnamese text', VIETNAMESE],
    ['a text with signs that X escapes', 'Trade & investment: 5 > 4, said <no one> &amp; nobody'],
    ['a text with a link', 'Read more: https://mofa.gov.vn/en?a=1&b=2'],
    ['a text that only its note holds whole', `${VIETNAMESE} `.repeat(4).trim()],
  ])('is %s as it was sent', async (_name, text) => {
    const id = await publish({ text });
    const answer = await recent();
    expect(answer).toMatchObject({
      kind: 'read',
      complete: true,
      posts: [{ platformPostId: id, text, mediaCount: 0 }],
    });
  });

  it('has its pictures counted, and not the link that X adds for them', async () => {
    const media = [await picture('red', 'Cờ đỏ'), await picture('blue', '')];
    await publish({ text: 'Two pictures & a link https://mofa.gov.vn/vi', media });
    const answer = await recent();
    expect(answer).toMatchObject({
      posts: [
        {
          text: 'Two pictures & a link https://mofa.gov.vn/vi',
          links: ['https://mofa.gov.vn/vi'],
          mediaCount: 2,
        },
      ],
    });
  });

  it('is the same in the words of its newest specification', async () => {
    await practice.control('PUT', '/practice/settings', { xVocabulary: 'new' });
    const text = `${VIETNAMESE} https://mofa.gov.vn/tin `.repeat(4).trim();
    await publish({ text });
    expect(await recent()).toMatchObject({ posts: [{ text }] });
  });

  it('comes newest first, stops at the time asked for and says that it is all', async () => {
    await fill(18);
    const since = new Date(new Date().getTime() - 10.5 * 60_000);
    const answer = await recent(100, since);
    expect(answer).toMatchObject({ kind: 'read', complete: true });
    const posts = answer.kind === 'read' ? answer.posts : [];
    expect(posts.map((post) => post.text)).toEqual(
      Array.from({ length: 10 }, (_, index) => `Noise ${index + 1}`),
    );
  });

  it('is read page by page up to the limit, and then said to be a part', async () => {
    await fill(12);
    const answer = await recent(7);
    expect(answer).toMatchObject({ kind: 'read', complete: false });
    expect(answer.kind === 'read' && answer.posts.length).toBe(7);
  });

  it('cannot be read with a dead token, and that is said', async () => {
    await practice.control('POST', `/practice/accounts/x/${accountId}/token-state`, {
      state: 'revoked',
    });
    expect(await recent()).toMatchObject({ kind: 'failed', reason: 'token-dead' });
  });

  it('dates a post by its id when X leaves the time out', () => {
    const post = seenPost({ id: '1541815603606036480', text: 'No time' }, () => null);
    expect(post?.createdAt.toISOString()).toBe('2022-06-28T16:07:40.105Z');
  });

  it('knows a post by the ids it had before it was edited', () => {
    const edited = { id: '20', text: 'b', created_at: '2026-11-23T02:00:00.000Z' };
    const post = seenPost({ ...edited, edit_history_tweet_ids: ['10', '20'] }, () => null);
    expect(post?.earlierIds).toEqual(['10']);
  });
});

describe('an address on X', () => {
  const account = { handle: '@MOFAVietNam', publicUrl: 'https://x.com/MOFAVietNam' };

  it.each([
    ['https://x.com/MOFAVietNam/status/123', '123'],
    ['https://twitter.com/mofavietnam/status/123?s=20', '123'],
    ['https://x.com/i/status/123', '123'],
    ['https://x.com/i/web/status/123', '123'],
    ['https://x.com/MOFAVietNam/status/123/photo/1', '123'],
    ['https://x.com/SomebodyElse/status/123', null],
    ['https://x.example/MOFAVietNam/status/123', null],
    ['https://x.com/MOFAVietNam', null],
    ['javascript:alert(1)//x.com/i/status/123', null],
    ['123', null],
  ])('%s names the post %s', (address, id) => {
    expect(xPostIdIn(address, account, 'https://x.com')).toBe(id);
  });

  it('is read through X, and is nobody else’s', async () => {
    const id = await publish({ text: 'Viet Nam Culture Day' });
    const publicUrl = `${practice.url}/x/MOFAVietNam`;
    const own = { accountId, handle: 'MOFAVietNam', publicUrl };
    const address = `${publicUrl}/status/${id}`;
    expect(await x.readAddress({ account: own, credentials, address })).toMatchObject({
      kind: 'read',
      post: { platformPostId: id, text: 'Viet Nam Culture Day' },
    });
    const other = { ...own, accountId: '2002' };
    expect(await x.readAddress({ account: other, credentials, address })).toEqual({
      kind: 'read',
      post: null,
    });
    const absent = `${publicUrl}/status/1859580000000000000`;
    expect(await x.readAddress({ account: own, credentials, address: absent })).toEqual({
      kind: 'read',
      post: null,
    });
    expect(
      await x.readAddress({ account: own, credentials, address: 'https://x.com/i/status/1' }),
    ).toEqual({ kind: 'not-an-address' });
  });
});
