import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { facebookPostIn } from '../../src/clients/facebook/facebook-read-back.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { callWith, inWords, pageCredentials, VIETNAMESE } from './support/calls.ts';
import { picture, startPracticeDesk } from './support/practice.ts';
import type { PracticeDesk } from './support/practice.ts';
import { json, startScriptedServer } from './support/scripted-server.ts';
import type { ScriptedServer } from './support/scripted-server.ts';

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

describe('what a server that speaks like Facebook may answer', () => {
  const SINCE = new Date('2026-11-23T02:00:00.000Z');
  const item = (n: number, more: object = {}) => ({
    id: `1001_${n}`,
    message: `Tin ${n}`,
    created_time: `2026-11-23T02:${String(30 - n).padStart(2, '0')}:00+0000`,
    permalink_url: `https://www.facebook.com/BoNgoaiGiao/posts/pfbid${n}`,
    ...more,
  });
  let server: ScriptedServer;
  let scripted: Platform;

  beforeEach(async () => {
    server = await startScriptedServer();
    scripted = createFacebookPlatform({ graphUrl: server.url, graphVersion: 'v25.0' });
  });
  afterEach(async () => {
    scripted.close();
    await server.close();
  });
  const read = () => scripted.readRecent({ accountId, credentials, since: SINCE, limit: 50 });
  const answer = (edge: string, data: object[], paging: object = {}) => {
    server.on('GET', `/v25.0/${accountId}/${edge}`, json(200, { data, paging }));
  };

  it('never leads the token to another server, and the rest is said to be a part', async () => {
    answer('feed', [item(1)], { next: 'https://graph.facebook.example/v25.0/next?access_token=x' });
    answer('published_posts', []);
    expect(await read()).toMatchObject({
      kind: 'read',
      complete: false,
      posts: [{ text: 'Tin 1' }],
    });
  });

  it('is followed page by page on its own host', async () => {
    answer('feed', [item(1)], { next: `${server.url}/v25.0/next-page` });
    answer('published_posts', [item(1)]);
    server.on('GET', '/v25.0/next-page', json(200, { data: [item(2)] }));
    const found = await read();
    expect(found).toMatchObject({ complete: true, posts: [{ text: 'Tin 1' }, { text: 'Tin 2' }] });
  });

  it('is not read for ever where every page leads to another one', async () => {
    answer('feed', [item(1)], { next: `${server.url}/v25.0/next-page` });
    answer('published_posts', [item(1)]);
    const again = { data: [], paging: { next: `${server.url}/v25.0/next-page` } };
    server.on('GET', '/v25.0/next-page', json(200, again));
    expect(await read()).toMatchObject({ complete: false, posts: [{ text: 'Tin 1' }] });
    expect(server.arrived.length).toBeLessThan(15);
  });

  it('is read where one of the two lists is refused, and then said to be a part', async () => {
    answer('feed', [item(1)]);
    server.on(
      'GET',
      `/v25.0/${accountId}/published_posts`,
      json(403, { error: { code: 200, message: 'no' } }),
    );
    expect(await read()).toMatchObject({ complete: false, posts: [{ text: 'Tin 1' }] });
    server.on(
      'GET',
      `/v25.0/${accountId}/feed`,
      json(403, { error: { code: 200, message: 'no' } }),
    );
    expect(await read()).toMatchObject({ kind: 'failed', reason: 'permission-missing' });
  });

  it('holds what visitors wrote, which is none of ours', async () => {
    answer('feed', [
      item(1, { from: { id: '9', name: 'Khách' } }),
      item(2, { from: { id: '1001' } }),
    ]);
    answer('published_posts', []);
    expect(await read()).toMatchObject({ posts: [{ text: 'Tin 2' }] });
  });

  it('has albums and cards in parts, and the card’s own address behind the redirection', async () => {
    const photo = { media_type: 'photo', type: 'photo' };
    const album = { type: 'album', media_type: 'album', subattachments: { data: [photo, photo] } };
    const card = {
      type: 'share',
      media_type: 'link',
      url: 'https://l.facebook.com/l.php?u=https%3A%2F%2Fmofa.gov.vn',
      unshimmed_url: 'https://mofa.gov.vn/',
    };
    answer('feed', [
      item(1, { attachments: { data: [album] } }),
      item(2, { attachments: { data: [card] } }),
      item(3, { message: undefined, attachments: { data: [photo] } }),
    ]);
    answer('published_posts', []);
    expect(await read()).toMatchObject({
      posts: [
        { mediaCount: 2, links: [] },
        { mediaCount: 0, links: ['https://mofa.gov.vn/'] },
        { text: '', mediaCount: 1 },
      ],
    });
  });

  it('names a post by an address without a number, which is found among the last ones', async () => {
    answer('feed', [item(1), item(2)]);
    answer('published_posts', []);
    const account = {
      accountId,
      handle: 'BoNgoaiGiao',
      publicUrl: 'https://www.facebook.com/BoNgoaiGiao',
    };
    const readAt = (address: string) => scripted.readAddress({ account, credentials, address });
    expect(await readAt(`${account.publicUrl}/posts/pfbid2?ref=share`)).toMatchObject({
      post: { platformPostId: '1001_2' },
    });
    expect(await readAt(`${account.publicUrl}/posts/pfbid9`)).toEqual({ kind: 'read', post: null });
  });
});
