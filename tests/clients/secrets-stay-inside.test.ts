import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createFacebookPlatform } from '../../src/clients/facebook/facebook-platform.ts';
import { appSecretProof } from '../../src/clients/facebook/graph-session.ts';
import { createRedactor } from '../../src/clients/redact.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import type { Platform } from '../../src/clients/platform.ts';
import { callWith, medium, PLANTED } from './support/calls.ts';
import { closedPort, json, raw, startScriptedServer } from './support/scripted-server.ts';
import type { Answer, ScriptedServer } from './support/scripted-server.ts';

const proof = appSecretProof(PLANTED.pageAccessToken, PLANTED.appSecret);
const written = (values: readonly string[]): string[] =>
  values.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
  ]);
const { pageAccessToken, appSecret, ...keysOfX } = PLANTED;
const ofX = written([...Object.values(keysOfX), appSecret]);
const ofFacebook = written([pageAccessToken, appSecret, proof]);
const secrets = [...ofX, ...ofFacebook];

const SINCE = new Date('2026-11-23T02:00:00.000Z');
let server: ScriptedServer;
let logged: string[];
let platforms: Platform[];

function platformsAt(url: string): Platform[] {
  const logger = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        logged.push(chunk.toString());
        done();
      },
    }),
  );
  return [
    createXPlatform({ apiUrl: url, appKey: null, appSecret: PLANTED.appSecret, logger }),
    createFacebookPlatform({
      graphUrl: url,
      graphVersion: 'v25.0',
      appSecret: PLANTED.appSecret,
      logger,
    }),
  ];
}

beforeEach(async () => {
  server = await startScriptedServer();
  logged = [];
  platforms = platformsAt(server.url);
});
afterEach(async () => {
  for (const platform of platforms) platform.close();
  await server.close();
});

/** Everything the ports return, and everything that was logged on the way. */
async function everythingSaid(): Promise<string> {
  const said: unknown[] = [];
  for (const platform of platforms) {
    const { credentials, accountId } = callWith(platform.id);
    for (const media of [[], [medium('one', 'One')], [medium('a', 'A'), medium('b', 'B')]]) {
      said.push(await platform.publish(callWith(platform.id, { media })));
    }
    said.push(await platform.readMetrics({ accountId, credentials, platformPostIds: ['1'] }));
    said.push(await platform.readFollowers({ accountId, credentials }));
    said.push(await platform.readIdentity({ accountId, credentials }));
    said.push(await platform.readRecent({ accountId, credentials, since: SINCE, limit: 10 }));
  }
  return JSON.stringify(said) + logged.join('');
}

/** Answers with all that came in: address, headers and secrets in every writing. */
const echo =
  (status: number, type: string): Answer =>
  (request, response, socket) => {
    const keys = request.path.startsWith('/2/') ? ofX : ofFacebook;
    const all = [...keys, request.url.href, JSON.stringify(request.headers)].join('\n');
    const body = type === 'text/html' ? all : JSON.stringify({ error: { code: 1, message: all } });
    raw(status, type, body)(request, response, socket);
  };

describe('keys of a channel', () => {
  it.each([
    [400, 'application/json'],
    [401, 'text/html'],
    [500, 'application/json'],
    [502, 'text/html'],
    [200, 'text/html'],
    [200, 'application/json'],
  ])('are in no outcome and no log when a %d answer echoes them as %s', async (status, type) => {
    for (const method of ['GET', 'POST', 'DELETE']) server.on(method, /./, echo(status, type));
    const said = await everythingSaid();
    expect(server.arrived.length).toBeGreaterThan(8);
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    expect(logged.length).toBeGreaterThan(0);
  });

  it('are in no outcome and no log when nobody answers', async () => {
    for (const platform of platforms) platform.close();
    platforms = platformsAt(`http://127.0.0.1:${await closedPort()}`);
    const said = await everythingSaid();
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
  });

  it('leave no part behind where the evidence is cut at 500 characters', async () => {
    const text = 'x'.repeat(490) + PLANTED.pageAccessToken + 'y'.repeat(600);
    server.on('POST', /./, json(400, { error: { code: 100, message: text } }));
    const [, facebook] = platforms;
    const outcome = await facebook?.publish(callWith('facebook'));
    expect(outcome?.raw.text).toHaveLength(500);
    expect(outcome?.raw.text).not.toContain('EAAB');
  });
});

describe('a text that is redacted', () => {
  it('loses what looks like a key although nobody named it', () => {
    const redact = createRedactor([]);
    expect(redact('GET /me?access_token=abc123&fields=id')).toBe(
      'GET /me?access_token=[redacted]&fields=id',
    );
    expect(redact('Authorization: Bearer abcdefghijkl')).toBe('Authorization: Bearer [redacted]');
    expect(redact('{"access_token":"abc","a":1}')).toBe('{"access_token":"[redacted]","a":1}');
  });

  it('loses a key whole that holds another, and marks each place once', () => {
    const redact = createRedactor(['a.b', 'xa.by', 'e', 'd+']);
    expect(redact('-xa.by-a.b-axb-d+-')).toBe('-[redacted]-[redacted]-axb-[redacted]-');
  });

  it('keeps everything else as it was', () => {
    const text = 'Bộ Ngoại giao, basic rules, bearer of good news.';
    expect(createRedactor(['', null, undefined])(text)).toBe(text);
  });
});
