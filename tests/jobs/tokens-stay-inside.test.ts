import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import request from 'supertest';
import { collectFollowers } from '../../src/actions/audience/collect-followers.ts';
import { checkTokens } from '../../src/actions/channels/check-tokens.ts';
import { openCredentials, sealCredentials } from '../../src/actions/channels/credentials.ts';
import { freshCredentials } from '../../src/actions/channels/fresh-credentials.ts';
import { readBack } from '../../src/actions/deliveries/read-back.ts';
import type { ActionContext } from '../../src/actions/context.ts';
import { testChannels, testPeople, TEST_PASSWORD } from '../support/desk-people.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line, LineProcess } from '../support/worker-process.ts';
import { decideAt, realClients } from '../web/channels/login-desk.ts';
import { approveNow, stateOf, submittedPost } from './support/line-posts.ts';

const APP_SECRETS = [
  'practice-app-secret',
  'practice-client-secret',
  'practice-consumer-secret',
  Buffer.from('practice-client:practice-client-secret').toString('base64'),
];

let line: Line;
let web: LineProcess;
let worker: LineProcess;
let cookie = '';

beforeAll(async () => {
  line = await openLine();
  const { url } = line.practice;
  const more = {
    LOG_LEVEL: 'debug',
    FACEBOOK_LOGIN_URL: `${url}/facebook-login`,
    X_AUTHORIZE_URL: `${url}/x-authorize`,
    X_CLIENT_ID: 'practice-client',
    X_CLIENT_SECRET: 'practice-client-secret',
  };
  [web, worker] = await Promise.all([line.start('web', more), line.start('worker', more)]);
  const { email } = testPeople.administrator;
  const answer = await send('/session', { email, password: TEST_PASSWORD });
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(() => line.close());

const read = (path: string) => request(web.url).get(path).set('Cookie', cookie);
const send = (path: string, form: Record<string, string>) =>
  request(web.url)
    .post(path)
    .set('Sec-Fetch-Site', 'same-origin')
    .set('Cookie', cookie)
    .type('form')
    .send(form);
const fault = (platform: string, endpoint: string, times = 1) =>
  line.control('POST', '/practice/faults', { platform, kind: 'echo', endpoint, times });

/** Connects a channel of the line anew by login, and returns where the desk led in the end. */
async function connect(channel: { id: string; platform: string }): Promise<string> {
  const begun = await send('/channels/logins', { platform: channel.platform, channel: channel.id });
  const { accountId } = await line.ctx.stores.channels.getChannel(channel.id);
  const back = await decideAt(line.practice.url, begun.headers['location'] ?? '', {
    accounts: [accountId],
  });
  return (await read(back)).headers['location'] ?? '';
}

/** Every token that the platforms gave, and the secrets of the desk's own apps. */
async function planted(): Promise<string[]> {
  const accounts = (await line.control('GET', '/practice/accounts')) as {
    tokens: Record<string, unknown>;
    grants?: { accessToken: string; refreshToken: string | null }[];
  }[];
  const tokens = accounts.flatMap(({ tokens: own, grants = [] }) => [
    ...Object.values(own).filter((value) => typeof value === 'string'),
    ...grants.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? '']),
  ]);
  const long = tokens.filter((token) => token.length > 8);
  expect(long.length).toBeGreaterThan(6);
  return [...new Set([...long, ...APP_SECRETS])];
}

describe('tokens that came by login', () => {
  it('are in no log, page, attempt, job or row but sealed, whatever goes wrong', async () => {
    const { facebook, x } = testChannels;
    // A login whose token call is answered by an error that repeats the app's secret and the code.
    await fault('facebook', 'login');
    expect(await connect(facebook)).toBe('/channels/logins/ended');
    await fault('x', 'login');
    expect(await connect(x)).toBe('/channels/logins/ended');
    const ended = await read('/channels/logins/ended').expect(422);
    expect(await connect(facebook)).toBe(`/channels/${facebook.id}`);
    expect(await connect(x)).toBe(`/channels/${x.id}`);

    // Posts that the platforms refuse with errors that repeat everything they were sent.
    await fault('facebook', 'publish', 2);
    await fault('x', 'publish', 2);
    const post = await submittedPost(line, 1);
    const deliveries = [await approveNow(line, post, 'vi'), await approveNow(line, post, 'en')];
    for (const { id } of deliveries) {
      await until('the delivery is settled', async () => {
        const state = await stateOf(line, id);
        return state !== 'planned' && state !== 'claimed' && state !== 'sending';
      });
    }
    await line.control('DELETE', '/practice/faults');
    const attempts = await line.ctx.stores.attempts.listAttempts(deliveries.map(({ id }) => id));
    expect(JSON.stringify(attempts)).toContain('[redacted]');

    // Everything that reads, with a logger of our own: first it is answered by echoes.
    let logged = '';
    const log = pino(
      { level: 'trace' },
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          logged += chunk.toString();
          done();
        },
      }),
    );
    const clients = realClients(line.practice.url, log);
    const ctx: ActionContext = { ...line.ctx, ...clients, log };
    await line.ctx.connection
      .collection('channels')
      .updateMany({}, { $set: { tokenCheckAt: new Date(0) } });
    await fault('facebook', 'any', 50);
    await fault('x', 'any', 50);
    await checkTokens(ctx);
    await collectFollowers(ctx);
    await readBack(ctx);
    // A renewal that is answered so, and then one that is refused: the channel is disconnected.
    const old = await openCredentials(ctx, x.id);
    if (old?.kind !== 'x-oauth2') throw new Error('the X channel has a pair by login');
    const expired = { ...old, expiresAt: new Date(0).toISOString() };
    await ctx.stores.channels.saveSealedCredentials(x.id, sealCredentials(ctx, x.id, expired));
    expect(await freshCredentials(ctx, x)).toBeNull();
    await line.control('DELETE', '/practice/faults');
    const { accountId } = await ctx.stores.channels.getChannel(x.id);
    const path = `/practice/accounts/x/${accountId}/token-state`;
    await line.control('POST', path, { state: 'revoked' });
    await ctx.stores.channels.saveChannelState(x.id, 'connected', null);
    expect(await freshCredentials(ctx, x)).toBeNull();
    expect(await ctx.stores.channels.getChannel(x.id)).toMatchObject({ state: 'disconnected' });
    for (const client of [...Object.values(clients.platforms), ...Object.values(clients.logins)])
      client?.close();

    const pages = await Promise.all(
      [
        '/channels',
        `/channels/${facebook.id}`,
        `/channels/${x.id}`,
        '/queue',
        ...deliveries.map(({ id }) => `/deliveries/${id}`),
        `/posts/${post.id}`,
        '/records',
        '/',
      ].map(async (address) => (await read(address).expect(200)).text),
    );
    const collections = (await line.ctx.connection.db?.collections()) ?? [];
    const rows = await Promise.all(
      collections.map(async (one) => [one.collectionName, await one.find().toArray()]),
    );
    const names = collections.map(({ collectionName }) => collectionName);
    expect(names).toEqual(expect.arrayContaining(['alarms', 'attempts', 'logins', 'sessions']));
    const everything: Record<string, string> = {
      'the log of the web process': web.output(),
      'the log of the worker': worker.output(),
      'the log of what reads': logged,
      'a page': [ended.text, ...pages].join(''),
      'the database': JSON.stringify(rows),
    };
    const secrets = await planted();
    for (const [where, text] of Object.entries(everything)) {
      expect(text.length).toBeGreaterThan(200);
      const found = secrets.filter(
        (secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
      );
      expect({ where, found }).toEqual({ where, found: [] });
    }
  }, 120_000);
});
