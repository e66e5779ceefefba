import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refusedHere } from '../../src/clients/call-evidence.ts';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { callWith, inWords, medium } from './support/calls.ts';
import {
  closedPort,
  compressed,
  cutBody,
  drop,
  json,
  raw,
  stall,
  stallBody,
  startScriptedServer,
} from './support/scripted-server.ts';
import type { Answer, ScriptedServer } from './support/scripted-server.ts';

const posted = { id: '1001_5', permalink_url: 'https://www.facebook.com/mofa/posts/5' };
const FEED = '/v25.0/1001/feed';
const PHOTOS = '/v25.0/1001/photos';

let server: ScriptedServer;
let facebook: Platform;

const platformAt = (graphUrl: string): Platform =>
  createFacebookPlatform({ graphUrl, graphVersion: 'v25.0' });
const graphError = (status: number, code: number, subcode?: number): Answer =>
  json(status, {
    error: {
      message: 'M',
      type: 'OAuthException',
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: 'F',
    },
  });

beforeEach(async () => {
  server = await startScriptedServer();
  facebook = platformAt(server.url);
});
afterEach(async () => {
  facebook.close();
  await server.close();
});

describe('a post to a Page of which the answer is good', () => {
  it('is accepted with the address that Facebook gave in the same answer', async () => {
    server.on('POST', FEED, json(200, posted));
    expect(await facebook.publish(callWith('facebook'))).toMatchObject({
      kind: 'accepted',
      platformPostId: '1001_5',
      permalink: 'https://www.facebook.com/mofa/posts/5',
    });
    expect(server.arrived).toHaveLength(1);
  });

  it('is accepted without an address when Facebook gives none', async () => {
    server.on('POST', FEED, compressed(200, { id: '1001_5' }));
    expect(await facebook.publish(callWith('facebook'))).toMatchObject({
      kind: 'accepted',
      permalink: null,
    });
  });

  it('keeps one connection for calls that follow one another', async () => {
    server.on('POST', FEED, json(200, posted));
    for (let n = 0; n < 3; n += 1) await facebook.publish(callWith('facebook'));
    expect(server.arrived.map(({ connection }) => connection)).toEqual([1, 1, 1]);
  });
});

describe('a post to a Page that nobody can be sure of', () => {
  const cases: [string, Answer, string][] = [
    ['the connection drops before an answer', drop, 'unknown connection-lost'],
    ['Facebook never answers', stall, 'unknown timed-out'],
    ['Facebook begins an answer and stops', stallBody(200, posted), 'unknown timed-out'],
    ['the answer is cut', cutBody(200, posted, 'plain'), 'unknown answer-cut'],
    ['a compressed answer is cut', cutBody(200, posted, 'gzip'), 'unknown answer-cut'],
    ['the answer is empty', json(200, undefined), 'unknown answer-without-id'],
    ['the answer has no id', json(200, { success: true }), 'unknown answer-without-id'],
    ['the JSON is broken', raw(200, 'application/json', '{"id":"1'), 'unknown answer-unreadable'],
    ['a page comes instead', raw(200, 'text/html', '<html>'), 'unknown answer-unreadable'],
    ['a gateway fails', raw(502, 'text/html', '<html>502</html>'), 'unknown server-error'],
    ['Facebook fails without a word', raw(500, 'text/plain', ''), 'unknown server-error'],
    ['Facebook says unknown error', graphError(500, 1), 'unknown server-error'],
    ['Facebook says service down', graphError(503, 2), 'unknown server-error'],
  ];
  it.each(cases)('stays unknown when %s', async (_name, answer, expected) => {
    server.on('POST', FEED, answer);
    const outcome = await facebook.publish(callWith('facebook', { deadlineMs: 1000 }));
    expect(inWords(outcome)).toBe(expected);
    expect(server.arrived).toHaveLength(1);
  });

  it('stays unknown when a kept connection turns out to be dead', async () => {
    server.on('POST', FEED, json(200, posted));
    await facebook.publish(callWith('facebook'));
    server.on('POST', FEED, drop);
    const outcome = await facebook.publish(callWith('facebook'));
    expect(inWords(outcome)).toBe('unknown connection-lost');
    expect(outcome.raw.code).toBe('ECONNRESET');
    expect(server.arrived.map(({ connection }) => connection)).toEqual([1, 1]);
  });
});

describe('a post that Facebook did not take', () => {
  it('is refused as the same message twice', async () => {
    server.on('POST', FEED, graphError(400, 506, 1455006));
    const outcome = await facebook.publish(callWith('facebook'));
    expect(inWords(outcome)).toBe('refused duplicate never');
    expect(outcome.raw).toMatchObject({ status: 400, code: '506/1455006' });
  });

  it('is refused as not reached when nobody listens, and when the name has no address', async () => {
    for (const url of [`http://127.0.0.1:${await closedPort()}`, 'http://nowhere.invalid']) {
      const away = platformAt(url);
      expect(inWords(await away.publish(callWith('facebook')))).toBe('refused not-reached later');
      away.close();
    }
  });

  it('is refused as not reached when the other side speaks no TLS', async () => {
    const plain = platformAt(`https://127.0.0.1:${server.port}`);
    expect(inWords(await plain.publish(callWith('facebook')))).toBe('refused not-reached later');
    expect(server.arrived).toHaveLength(0);
    plain.close();
  });

  it('is refused without a call when the keys are those of another platform', async () => {
    const call = { ...callWith('facebook'), credentials: callWith('x').credentials };
    expect(inWords(await facebook.publish(call))).toBe('refused token-dead never');
  });
});

describe('a post with several photos', () => {
  const album = callWith('facebook', { media: [medium('one', 'Một'), medium('two', 'Hai')] });
  const removed = () =>
    server.arrived.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  let staged: number;
  beforeEach(() => {
    staged = 0;
    server.on('POST', PHOTOS, (...call) => {
      staged += 1;
      json(200, { id: `90${staged}` })(...call);
    });
    server.on('DELETE', /^\/v25\.0\/90\d$/, json(200, { success: true }));
    server.on('POST', FEED, json(200, posted));
  });

  it('stages each photo unpublished and then publishes once', async () => {
    expect(inWords(await facebook.publish(album))).toBe('accepted');
    expect(server.arrived.map(({ path }) => path)).toEqual([PHOTOS, PHOTOS, FEED]);
    expect(JSON.parse(server.arrived[2]?.body ?? '')).toMatchObject({
      attached_media: [{ media_fbid: '901' }, { media_fbid: '902' }],
    });
    expect(removed()).toEqual([]);
  });

  it('tells of each photo that lies there unseen, before the next step', async () => {
    const told: string[] = [];
    const onStaged = (id: string): Promise<void> => {
      told.push(`${id} of ${server.arrived.length}`);
      return Promise.resolve();
    };
    await facebook.publish({ ...album, onStaged });
    expect(told).toEqual(['901 of 1', '902 of 2']);
  });

  it('removes the staged photos when a later one is not taken', async () => {
    server.on('POST', PHOTOS, (...call) => {
      staged += 1;
      const answer = staged === 1 ? json(200, { id: '901' }) : graphError(400, 100, 1366046);
      answer(...call);
    });
    expect(inWords(await facebook.publish(album))).toBe('refused media-rejected never');
    expect(removed()).toEqual(['/v25.0/901']);
    expect(server.arrived.some(({ path }) => path === FEED)).toBe(false);
  });

  it('is refused and not published when staging ends without an answer', async () => {
    server.on('POST', PHOTOS, drop);
    expect(inWords(await facebook.publish(album))).toBe('refused not-reached later');
    expect(server.arrived.some(({ path }) => path === FEED)).toBe(false);
  });

  it('removes the staged photos when the post itself is refused', async () => {
    server.on('POST', FEED, graphError(400, 368));
    expect(inWords(await facebook.publish(album))).toBe('refused policy-blocked never');
    expect(removed()).toEqual(['/v25.0/901', '/v25.0/902']);
  });

  it('removes the staged photos when the last check, asked after staging, stops the post', async () => {
    const stopped = refusedHere('stopped-here', 'check-too-old');
    const lastCheck = () => Promise.resolve(staged < 2 ? null : stopped);
    expect(await facebook.publish({ ...album, lastCheck })).toEqual(stopped);
    expect(removed()).toEqual(['/v25.0/901', '/v25.0/902']);
    expect(server.arrived.some(({ path }) => path === FEED)).toBe(false);
  });

  it('leaves the staged photos alone when the post may have gone out', async () => {
    server.on('POST', FEED, drop);
    expect(inWords(await facebook.publish(album))).toBe('unknown connection-lost');
    expect(removed()).toEqual([]);
  });
});

describe('a post with one photo', () => {
  const single = callWith('facebook', { media: [medium('one', 'Một')] });

  it('is unknown when its one call ends without an answer', async () => {
    server.on('POST', PHOTOS, drop);
    expect(inWords(await facebook.publish(single))).toBe('unknown connection-lost');
  });

  it('is accepted as the post that the photo became when the answer names the photo alone', async () => {
    server.on('POST', PHOTOS, json(200, { id: '901' }));
    server.on('GET', '/v25.0/901', json(200, { page_story_id: '1001_6', id: '901' }));
    server.on('GET', '/v25.0/1001_6', json(200, { permalink_url: 'https://www.facebook.com/6' }));
    expect(await facebook.publish(single)).toMatchObject({
      kind: 'accepted',
      platformPostId: '1001_6',
      permalink: 'https://www.facebook.com/6',
    });
  });

  it('is unknown, and looked for, when nobody says which post the photo became', async () => {
    server.on('POST', PHOTOS, json(200, { id: '901' }));
    server.on('GET', '/v25.0/901', graphError(400, 100));
    expect(inWords(await facebook.publish(single))).toBe('unknown answer-without-id');
  });

  it('is accepted although its address cannot be read', async () => {
    server.on('POST', PHOTOS, json(200, { id: '901', post_id: '1001_6' }));
    server.on('GET', '/v25.0/1001_6', drop);
    expect(await facebook.publish(single)).toMatchObject({
      kind: 'accepted',
      platformPostId: '1001_6',
      permalink: null,
    });
  });
});
