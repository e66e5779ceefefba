import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { facebookPostIn } from '../../src/clients/facebook/facebook-read-back.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { callWith, inWords, pageCredentials, VIETNAMESE } from './support/calls.ts';
import { picture, startPracticeDesk } from './support/practice.ts';
import type { PracticeDesk } from './support/practice.ts';

const accountId = '1001';
const credentials = pageCredentials;

let practice: PracticeDesk;
let facebook: Platform;

beforeAll(async () => {
  practice = await startPracticeDesk();
});
afterAll(() => practice.close());
beforeEach(async () => {
  await practice.control('POST', '/practice/reset');
  await practice.control('PUT', '/practice/settings', { facebookVisibilitySeconds: 0 });
  if (credentials.kind !== 'facebook-page') throw new Error('the wrong kind of keys');
  await practice.control('PUT', `/practice/accounts/facebook/${accountId}`, {
    name: 'Bộ Ngoại giao',
    handle: 'BoNgoaiGiao',
    followers: 200_000,
    tokens: { pageAccessToken: credentials.pageAccessToken },
  });
  facebook = createFacebookPlatform({ graphUrl: `${practice.url}/graph`, graphVersion: 'v25.0' });
});
afterEach(() => {
  facebook.close();
});

const recent = (limit = 100, sinceMinutes = 60) =>
  facebook.readRecent({
    accountId,
    credentials,
    since: new Date(new Date().getTime() - sinceMinutes * 60_000),
    limit,
  });
async function publish(given: Parameters<typeof callWith>[1]): Promise<string> {
  const outcome = await facebook.publish({ ...callWith('facebook', given), credentials });
  if (outcome.kind !== 'accepted') throw new Error(inWords(outcome));
  return outcome.platformPostId;
}

describe('what a Page shows', () => {
  it('is a text as it was sent, once, though two lists have it', async () => {
    const id = await publish({ text: VIETNAMESE });
    expect(await recent()).toMatchObject({
      kind: 'read',
      complete: true,
      posts: [{ platformPostId: id, text: VIETNAMESE, links: [], mediaCount: 0 }],
    });
    const answer = await recent();
    expect(answer.kind === 'read' && answer.posts.length).toBe(1);
  });

  it('is a card with its link', async () => {
    await publish({ text: 'Xem tin', link: 'https://baochinhphu.vn/tin' });
    expect(await recent()).toMatchObject({
      posts: [{ links: ['https://baochinhphu.vn/tin'], mediaCount: 0 }],
    });
  });

  it.each([1, 3])('is a post with its %i pictures counted', async (count) => {
    const colours = ['red', 'blue', 'green'].slice(0, count);
    const media = await Promise.all(colours.map((colour) => picture(colour, `Ảnh ${colour}`)));
    await publish({ text: 'Hình ảnh', media });
    expect(await recent()).toMatchObject({ posts: [{ links: [], mediaCount: count }] });
  });

  it('is not there before the Page shows it', async () => {
    await practice.control('PUT', '/practice/settings', { facebookVisibilitySeconds: 60 });
    await publish({ text: VIETNAMESE });
    expect(await recent()).toEqual({ kind: 'read', posts: [], complete: true });
  });

  it('is read over several pages, newest first, and is a part where the limit cuts it', async () => {
    for (let n = 1; n <= 9; n += 1) {
      await practice.control('POST', '/practice/posts', {
        platform: 'facebook',
        accountId,
        text: `Tin ${n}`,
        createdAt: new Date(new Date().getTime() - n * 60_000).toISOString(),
      });
    }
    const part = await recent(4);
    expect(part).toMatchObject({ complete: false });
    expect(part.kind === 'read' && part.posts.map((post) => post.text)).toEqual([
      'Tin 1',
      'Tin 2',
      'Tin 3',
      'Tin 4',
    ]);
    const since = await recent(100, 5.5);
    expect(since).toMatchObject({ complete: true });
    expect(since.kind === 'read' && since.posts.length).toBe(5);
  });

  it('cannot be read with a dead token, and that is said', async () => {
    await practice.control('POST', `/practice/accounts/facebook/${accountId}/token-state`, {
      state: 'revoked',
    });
    expect(await recent()).toMatchObject({ kind: 'failed', reason: 'token-dead' });
  });
});

describe('an address on Facebook', () => {
  const account = { accountId: '55', publicUrl: 'https://www.facebook.com/BoNgoaiGiao' };

  it.each([
    ['https://www.facebook.com/BoNgoaiGiao/posts/777', '55_777'],
    ['https://m.facebook.com/BoNgoaiGiao/posts/chuc-mung/777/', '55_777'],
    ['https://www.facebook.com/BoNgoaiGiao/posts/pfbid02Abc', 'pfbid02Abc'],
    ['https://www.facebook.com/permalink.php?story_fbid=777&id=55', '55_777'],
    ['https://facebook.example/BoNgoaiGiao/posts/777', null],
    ['https://www.facebook.com/BoNgoaiGiao', null],
    ['ftp://www.facebook.com/BoNgoaiGiao/posts/777', null],
    ['bài 777', null],
  ])('%s names the post %s', (address, id) => {
    expect(facebookPostIn(address, account)).toBe(id);
  });

  it('is read through Facebook', async () => {
    const id = await publish({ text: VIETNAMESE });
    const publicUrl = `${practice.url}/facebook/${accountId}`;
    const own = { accountId, handle: 'BoNgoaiGiao', publicUrl };
    const read = (address: string) => facebook.readAddress({ account: own, credentials, address });
    const part = id.split('_')[1] ?? '';
    expect(await read(`${publicUrl}/posts/${part}`)).toMatchObject({
      kind: 'read',
      post: { platformPostId: id },
    });
    expect(await read(`${publicUrl}/posts/${id}`)).toMatchObject({
      post: { platformPostId: id },
    });
    expect(await read(`${publicUrl}/posts/1234`)).toEqual({ kind: 'read', post: null });
    expect(await read('https://www.facebook.com/x/posts/1')).toEqual({ kind: 'not-an-address' });
  });
});
