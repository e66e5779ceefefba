import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { refusedHere } from '../../src/clients/call-evidence.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
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

const posted = { data: { id: '1900000000000000001', text: 'x', edit_history_tweet_ids: [] } };

let server: ScriptedServer;
let x: Platform;

beforeEach(async () => {
  server = await startScriptedServer();
  x = createXPlatform({ apiUrl: server.url, appKey: null, appSecret: null });
});
afterEach(async () => {
  x.close();
  await server.close();
});

const problem = (status: number, type: string, more: object = {}): Answer =>
  json(status, { title: 'T', detail: 'D', type, status, ...more });

describe('a post to X of which the answer is good', () => {
  it('is accepted with the id that X gave', async () => {
    server.on('POST', '/2/tweets', json(201, posted));
    const outcome = await x.publish(callWith('x'));
    expect(outcome).toMatchObject({
      kind: 'accepted',
      platformPostId: '1900000000000000001',
      permalink: null,
    });
  });

  it('is accepted although the answer was cut after its last character', async () => {
    server.on('POST', '/2/tweets', (_request, response, socket) => {
      const text = JSON.stringify(posted);
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
      response.write(text, () => setTimeout(() => socket.destroy(), 20));
    });
    expect(inWords(await x.publish(callWith('x')))).toBe('accepted');
  });

  it('is accepted although X compressed the answer unasked', async () => {
    server.on('POST', '/2/tweets', compressed(201, posted));
    expect(inWords(await x.publish(callWith('x')))).toBe('accepted');
    expect(server.arrived[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('keeps one connection for calls that follow one another', async () => {
    server.on('POST', '/2/tweets', json(201, posted));
    const warnings: string[] = [];
    const listen = ({ name }: Error): number => warnings.push(name);
    process.on('warning', listen);
    for (let n = 0; n < 12; n += 1) await x.publish(callWith('x'));
    await new Promise(setImmediate);
    process.off('warning', listen);
    expect(new Set(server.arrived.map(({ connection }) => connection))).toEqual(new Set([1]));
    // A kept connection must not collect the listeners of the calls that it carried.
    expect(warnings).toEqual([]);
  });
});

describe('a post to X that nobody can be sure of', () => {
  const cases: [string, Answer, string][] = [
    ['the connection drops before an answer', drop, 'unknown connection-lost'],
    ['X never answers', stall, 'unknown timed-out'],
    ['X begins an answer and stops', stallBody(201, posted), 'unknown timed-out'],
    ['the answer is cut', cutBody(201, posted, 'plain'), 'unknown answer-cut'],
    ['a compressed answer is cut', cutBody(201, posted, 'gzip'), 'unknown answer-cut'],
    ['the answer is empty', json(201, undefined), 'unknown answer-without-id'],
    ['the answer has no id', json(201, { data: {} }), 'unknown answer-without-id'],
    [
      'the JSON is broken',
      raw(201, 'application/json', '{"data":{"id"'),
      'unknown answer-unreadable',
    ],
    ['a page comes instead', raw(200, 'text/html', '<html>'), 'unknown answer-unreadable'],
    ['a gateway fails', raw(502, 'text/html', '<html>502</html>'), 'unknown server-error'],
    ['X fails without a word', raw(500, 'text/plain', ''), 'unknown server-error'],
    ['X is overloaded', problem(503, 'about:blank'), 'unknown server-error'],
    ['X sends us elsewhere', raw(307, 'text/plain', ''), 'unknown answer-unreadable'],
  ];
  it.each(cases)('stays unknown when %s', async (_name, answer, expected) => {
    server.on('POST', '/2/tweets', answer);
    const outcome = await x.publish(callWith('x', { deadlineMs: 400 }));
    expect(inWords(outcome)).toBe(expected);
    expect(server.arrived).toHaveLength(1);
  });

  it('stays unknown when a kept connection turns out to be dead', async () => {
    server.on('POST', '/2/tweets', json(201, posted));
    await x.publish(callWith('x'));
    server.on('POST', '/2/tweets', drop);
    const outcome = await x.publish(callWith('x'));
    expect(inWords(outcome)).toBe('unknown connection-lost');
    expect(outcome.raw).toEqual({ status: null, code: 'ECONNRESET', text: null });
    expect(server.arrived.map(({ connection }) => connection)).toEqual([1, 1]);
  });
});

describe('a post that never reached X', () => {
  it('is refused as not reached when nobody listens', async () => {
    const closed = createXPlatform({
      apiUrl: `http://127.0.0.1:${await closedPort()}`,
      appKey: null,
      appSecret: null,
    });
    const outcome = await closed.publish(callWith('x'));
    expect(inWords(outcome)).toBe('refused not-reached later');
    expect(outcome.raw.code).toBe('ECONNREFUSED');
    closed.close();
  });

  it('is refused as not reached when the name has no address', async () => {
    const nowhere = createXPlatform({
      apiUrl: 'http://nowhere.invalid',
      appKey: null,
      appSecret: null,
    });
    expect(inWords(await nowhere.publish(callWith('x')))).toBe('refused not-reached later');
    nowhere.close();
  });

  it('is refused as not reached when the other side speaks no TLS', async () => {
    const plain = createXPlatform({
      apiUrl: `https://127.0.0.1:${server.port}`,
      appKey: null,
      appSecret: null,
    });
    expect(inWords(await plain.publish(callWith('x')))).toBe('refused not-reached later');
    expect(server.arrived).toHaveLength(0);
    plain.close();
  });

  it('is refused without a call when the channel has no keys', async () => {
    const call = callWith('x');
    call.credentials = { kind: 'x-oauth1', accessToken: 'a', accessSecret: 'b' };
    expect(inWords(await x.publish(call))).toBe('refused token-dead never');
    expect(server.arrived).toHaveLength(0);
  });

  it('is refused without a call when the bytes of an image are not there', async () => {
    const call = callWith('x', { media: [medium('one', 'One')] });
    call.media = [];
    expect(inWords(await x.publish(call))).toBe('refused media-missing never');
    expect(server.arrived).toHaveLength(0);
  });
});

describe('a post whose image fails', () => {
  const withImage = callWith('x', { media: [medium('one', 'The minister speaks')] });
  const initialize = json(200, { data: { id: '77', media_key: '3_77' } });
  beforeEach(() => {
    server.on('POST', '/2/media/upload/initialize', initialize);
    server.on('POST', '/2/media/upload/77/append', json(200, {}));
    server.on('POST', '/2/media/upload/77/finalize', initialize);
    server.on('POST', '/2/media/metadata', json(200, { data: { id: '77' } }));
    server.on('POST', '/2/tweets', json(201, posted));
  });
  const published = () => server.arrived.some(({ path }) => path === '/2/tweets');

  it('goes out when every step is good, alt text before the post', async () => {
    expect(inWords(await x.publish(withImage))).toBe('accepted');
    expect(server.arrived.map(({ path }) => path)).toEqual([
      '/2/media/upload/initialize',
      '/2/media/upload/77/append',
      '/2/media/upload/77/finalize',
      '/2/media/metadata',
      '/2/tweets',
    ]);
  });

  const broken: [string, string, Answer, string][] = [
    ['the upload is not taken', '/initialize', problem(400, 'about:blank'), 'media-rejected never'],
    ['a chunk is lost', '/append', drop, 'not-reached later'],
    [
      'the end of the upload is unclear',
      '/finalize',
      raw(502, 'text/html', ''),
      'platform-down later',
    ],
    [
      'X cannot process it',
      '/finalize',
      json(200, { data: { id: '77', processing_info: { state: 'failed' } } }),
      'media-rejected never',
    ],
  ];
  it.each(broken)('is refused and not published when %s', async (_name, step, answer, expected) => {
    server.on('POST', new RegExp(`${step}$`), answer);
    server.on('GET', '/2/media/upload', answer);
    expect(inWords(await x.publish(withImage))).toBe(`refused ${expected}`);
    expect(published()).toBe(false);
  });

  it('is refused and not published when its alt text is not stored', async () => {
    server.on('POST', '/2/media/metadata', drop);
    expect(inWords(await x.publish(withImage))).toBe('refused not-reached later');
    expect(published()).toBe(false);
  });

  it('is not published when the last check, asked after the upload, stops it', async () => {
    const stopped = refusedHere('stopped-here', 'check-too-old');
    const isUp = () => server.arrived.some(({ path }) => path === '/2/media/metadata');
    const lastCheck = () => Promise.resolve(isUp() ? stopped : null);
    const outcome = await x.publish({ ...withImage, lastCheck });
    expect(outcome).toEqual(stopped);
    expect(server.arrived.at(-1)?.path).toBe('/2/media/metadata');
    expect(published()).toBe(false);
  });

  it('waits for the processing that the library would not wait for', async () => {
    let asked = 0;
    const state = (name: string) => ({ data: { id: '77', processing_info: { state: name } } });
    server.on('POST', /finalize$/, json(200, state('pending')));
    server.on('GET', '/2/media/upload', (...call) => {
      asked += 1;
      json(200, state(asked < 2 ? 'in_progress' : 'succeeded'))(...call);
    });
    expect(inWords(await x.publish(withImage))).toBe('accepted');
    expect(asked).toBe(2);
  });
});
