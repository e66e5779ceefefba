import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  PNG,
  X_USER,
  addAccounts,
  appendX,
  call,
  callX,
  postX,
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

describe('posting on practice X', () => {
  it('takes a signed post and answers 201 with its id', async () => {
    const answer = await postX(bench.url, 'Viet Nam and France hold talks.');
    expect(answer.status).toBe(201);
    expect(answer.body['data']?.['id']).toMatch(/^\d{15,19}$/);
    expect((await stateOf(bench.url))['posts']).toMatchObject([
      { platform: 'x', accountId: X_USER, text: 'Viet Nam and France hold talks.' },
    ]);
  });

  it.each([
    ['consumer secret', { consumerSecret: 'wrong' }],
    ['access secret', { accessSecret: 'wrong' }],
    ['access token', { accessToken: 'wrong' }],
    ['consumer key', { consumerKey: 'wrong' }],
  ])('refuses a signature made with the wrong %s', async (_name, keys) => {
    const answer = await callX(bench.url, 'POST', '/2/tweets', { text: 'Hello' }, keys);
    expect(answer.status).toBe(401);
    expect((await stateOf(bench.url))['posts']).toEqual([]);
  });

  it('refuses a signature that was made for another address', async () => {
    const other = await callX(bench.url, 'GET', '/2/users/me');
    expect(other.status).toBe(200);
    const stolen = await call(
      bench.url,
      'POST',
      '/2/tweets',
      { text: 'Hello' },
      {
        authorization: 'OAuth oauth_token="x-access", oauth_signature="AAAA"',
      },
    );
    expect(stolen.status).toBe(401);
  });

  it('counts Vietnamese letters with marks below as two, whichever way they are composed', async () => {
    const long = 'ệ'.repeat(141);
    for (const text of [long, long.normalize('NFD')]) {
      const answer = await postX(bench.url, text);
      expect(answer.status).toBe(403);
      expect(answer.body['detail']).toBe('You are not permitted to perform this action.');
    }
    expect((await postX(bench.url, 'ệ'.repeat(140))).status).toBe(201);
  });

  it('takes a long text from a premium account and reads it back as a note', async () => {
    await call(bench.url, 'PUT', `/practice/accounts/x/${X_USER}`, {
      name: 'MOFA Viet Nam',
      handle: 'MOFAVietNam',
      premium: true,
    });
    const text = 'A long statement. '.repeat(30).trim();
    const { body } = await postX(bench.url, text);
    const read = await callX(
      bench.url,
      'GET',
      `/2/tweets/${String(body['data']?.['id'])}?tweet.fields=note_tweet`,
    );
    expect(read.body['data']?.['note_tweet']).toEqual({ text });
    expect(read.body['data']?.['text']).not.toBe(text);
  });

  it('refuses the same text twice with the documented words', async () => {
    await postX(bench.url, 'The same words');
    const again = await postX(bench.url, ' The same  words ');
    expect(again.status).toBe(403);
    expect(again.body).toEqual({
      detail: 'You are not allowed to create a Tweet with duplicate content.',
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
    });
  });

  it('takes the same text again once the first post is deleted', async () => {
    const { body } = await postX(bench.url, 'The same words');
    const gone = await callX(bench.url, 'DELETE', `/2/tweets/${String(body['data']?.['id'])}`);
    expect(gone.body).toEqual({ data: { deleted: true } });
    expect((await postX(bench.url, 'The same words')).status).toBe(201);
  });

  it.each([
    ['an unknown key', { text: 'a', nonsense: 1 }],
    ['an unknown key inside media', { text: 'a', media: { media_ids: ['1'], alt: 'x' } }],
    ['five pictures', { media: { media_ids: ['1', '2', '3', '4', '5'] } }],
    ['a number for a text', { text: 5 }],
    ['nothing to say', {}],
    ['only blanks', { text: '   ' }],
    ['a picture that was never uploaded', { text: 'a', media: { media_ids: ['123'] } }],
  ])('refuses a body with %s', async (_name, body) => {
    const answer = await callX(bench.url, 'POST', '/2/tweets', body);
    expect(answer.status).toBe(400);
    expect(answer.body['title']).toBe('Invalid Request');
    expect((await stateOf(bench.url))['posts']).toEqual([]);
  });

  it('refuses a second cashtag', async () => {
    expect((await postX(bench.url, '$VNM and $FPT')).status).toBe(403);
  });

  it('lets a reply go only where the account is mentioned, or below its own post', async () => {
    await call(bench.url, 'PUT', '/practice/accounts/x/77', {
      name: 'Someone',
      handle: 'someone',
      tokens: { accessToken: 'other', accessSecret: 'other' },
    });
    const keys = { accessToken: 'other', accessSecret: 'other' };
    const post = async (text: string): Promise<string> =>
      String((await callX(bench.url, 'POST', '/2/tweets', { text }, keys)).body['data']?.['id']);
    const reply = async (id: string, text: string): Promise<number> =>
      (await postX(bench.url, text, { reply: { in_reply_to_tweet_id: id } })).status;
    expect(await reply(await post('Nothing about you'), 'one')).toBe(403);
    expect(await reply(await post('Hello @mofavietnam'), 'two')).toBe(201);
    const own = String((await postX(bench.url, 'First part')).body['data']?.['id']);
    expect(await reply(own, 'Second part')).toBe(201);
  });

  it('answers with t.co links and escaped signs, and tells what they stand for', async () => {
    const created = await postX(bench.url, 'Trade & <culture> https://mofa.gov.vn/en #ASEAN');
    const text = String(created.body['data']?.['text']);
    expect(text).toMatch(/^Trade &amp; &lt;culture&gt; https:\/\/t\.co\/\w{10} #ASEAN$/);
    const read = await callX(
      bench.url,
      'GET',
      `/2/tweets/${String(created.body['data']?.['id'])}?tweet.fields=entities`,
    );
    const link = read.body['data']?.['entities']?.['urls']?.[0];
    expect(link?.['expanded_url']).toBe('https://mofa.gov.vn/en');
    expect(text.slice(Number(link?.['start']), Number(link?.['end']))).toBe(link?.['url']);
  });

  it('refuses the hundred and first post of a quarter of an hour and says when to come back', async () => {
    for (let i = 0; i < 100; i += 1) expect((await postX(bench.url, `Post ${i}`)).status).toBe(201);
    const refused = await postX(bench.url, 'One more');
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-app-limit-24hour-limit': '10000',
    });
    expect(Number(refused.headers['x-rate-limit-reset']) * 1000).toBeGreaterThan(Date.now());
    await setOffset(bench.url, 16 * 60_000);
    expect((await postX(bench.url, 'One more')).status).toBe(201);
  });
});

describe('pictures on practice X', () => {
  it('carries a picture with its alt text through the whole upload', async () => {
    const id = await uploadX(bench.url, PNG, 'Hai bộ trưởng bắt tay');
    const answer = await postX(bench.url, 'Talks', { media: { media_ids: [id] } });
    expect(answer.status).toBe(201);
    expect(answer.body['data']?.['text']).toMatch(/^Talks https:\/\/t\.co\/\w{10}$/);
    expect((await stateOf(bench.url))['posts']?.[0]?.['media']).toMatchObject([
      { mimeType: 'image/png', alt: 'Hai bộ trưởng bắt tay' },
    ]);
  });

  it('refuses to finalize an upload that is not whole', async () => {
    const started = await callX(bench.url, 'POST', '/2/media/upload/initialize', {
      media_type: 'image/png',
      total_bytes: PNG.length + 1,
    });
    const id = String(started.body['data']?.['id']);
    await appendX(bench.url, id, 0, PNG);
    const done = await callX(bench.url, 'POST', `/2/media/upload/${id}/finalize`, {});
    expect(done.status).toBe(400);
  });

  it('judges a picture by its bytes and not by what it is called', async () => {
    const id = await uploadX(bench.url, Buffer.from('<svg onload="alert(1)"></svg>'));
    const answer = await postX(bench.url, 'Talks', { media: { media_ids: [id] } });
    expect(answer.status).toBe(400);
  });

  it('works on a picture for a while before it can be posted, when told to', async () => {
    await call(bench.url, 'PUT', '/practice/settings', { xImageProcessingSeconds: 30 });
    const id = await uploadX(bench.url, PNG);
    const status = async (): Promise<unknown> =>
      (await callX(bench.url, 'GET', `/2/media/upload?command=STATUS&media_id=${id}`)).body[
        'data'
      ]?.['processing_info']?.['state'];
    expect(await status()).toBe('pending');
    expect((await postX(bench.url, 'Talks', { media: { media_ids: [id] } })).status).toBe(400);
    await setOffset(bench.url, 31_000);
    expect(await status()).toBe('succeeded');
    expect((await postX(bench.url, 'Talks', { media: { media_ids: [id] } })).status).toBe(201);
  });

  it('refuses an alt text of more than 1,000 characters', async () => {
    const id = await uploadX(bench.url, PNG);
    const answer = await callX(bench.url, 'POST', '/2/media/metadata', {
      id,
      metadata: { alt_text: { text: 'a'.repeat(1_001) } },
    });
    expect(answer.status).toBe(400);
  });
});
