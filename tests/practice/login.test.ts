import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addAccounts,
  call,
  PAGE,
  setOffset,
  startBench,
  stateOf,
  X_USER,
} from './support/practice.ts';
import type { Answered, Bench } from './support/practice.ts';

const BACK = 'http://localhost:4100/channels/answers/facebook';
const VERIFIER = 'a-verifier-that-is-long-enough-for-the-rules-of-pkce';
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await addAccounts(bench.url);
});
afterAll(() => bench.end());

const ask: Record<'facebook' | 'x', Record<string, string>> = {
  facebook: {
    client_id: 'practice-app',
    redirect_uri: BACK,
    state: 's',
    response_type: 'code',
    scope: 'pages_show_list,pages_manage_posts,pages_read_engagement',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  },
  x: {
    client_id: 'practice-client',
    redirect_uri: BACK,
    state: 's',
    response_type: 'code',
    scope: 'tweet.read tweet.write users.read offline.access',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  },
};

function dialog(
  platform: 'facebook' | 'x',
  change: Record<string, string> = {},
): Promise<Answered> {
  const path =
    platform === 'facebook'
      ? '/facebook-login/v25.0/dialog/oauth'
      : '/x-authorize/i/oauth2/authorize';
  const query = new URLSearchParams({ ...ask[platform], ...change });
  return call(bench.url, 'GET', `${path}?${query.toString()}`);
}

/** A code for what a person allowed. */
async function codeFor(
  platform: 'facebook' | 'x',
  account: string,
  scopes = ask[platform]['scope'] ?? '',
): Promise<string> {
  const body = new URLSearchParams({
    redirect_uri: BACK,
    state: 's',
    asked: ask[platform]['scope'] ?? '',
    code_challenge: challenge,
    decision: 'allow',
    account,
  });
  for (const scope of scopes.split(/[\s,]/)) body.append('scope', scope);
  const answer = await fetch(`${bench.url}/practice-consent/${platform}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

const trade = (parameters: Record<string, string>): Promise<Answered> => {
  const app = { client_id: 'practice-app', client_secret: 'practice-app-secret' };
  const query = new URLSearchParams({ ...app, ...parameters });
  return call(bench.url, 'GET', `/graph/v25.0/oauth/access_token?${query.toString()}`);
};
const tradeX = (parameters: Record<string, string>, secret = 'practice-client-secret') =>
  call(bench.url, 'POST', '/2/oauth2/token', parameters, {
    authorization: `Basic ${Buffer.from(`practice-client:${secret}`).toString('base64')}`,
  });
const asX = (token: string, method: string, path: string, body?: object) =>
  call(bench.url, method, path, body, { authorization: `Bearer ${token}` });

describe('a consent page', () => {
  it.each(['facebook', 'x'] as const)(
    'of %s shows the accounts and every right',
    async (platform) => {
      const { status, text } = await dialog(platform);
      expect(status).toBe(200);
      expect(text).toContain(platform === 'facebook' ? 'Bộ Ngoại giao' : 'MOFA Viet Nam');
      for (const scope of (ask[platform]['scope'] ?? '').split(/[\s,]/))
        expect(text).toContain(scope);
    },
  );

  it.each([
    ['an unknown app', { client_id: 'somebody' }],
    ['an address elsewhere', { redirect_uri: 'https://evil.example/take' }],
    ['an address with a fragment', { redirect_uri: `${BACK}#x` }],
    ['an address with a query', { redirect_uri: `${BACK}?next=x` }],
    ['no address', { redirect_uri: '' }],
  ])('sends nobody anywhere for %s', async (_what, change) => {
    for (const platform of ['facebook', 'x'] as const) {
      const answer = await dialog(platform, change);
      expect(answer.status).toBe(400);
      expect(answer.headers['location']).toBeUndefined();
    }
  });

  it('of X tells the app about a request without state or proof', async () => {
    for (const change of [{ state: '' }, { code_challenge_method: 'plain' }]) {
      const { headers } = await dialog('x', change);
      expect(headers['location']).toContain(`${BACK}?error=invalid_request`);
    }
  });

  it('leads back to registered addresses alone, letter by letter, when some are registered', async () => {
    await call(bench.url, 'PUT', '/practice/settings', { redirectUris: [BACK] });
    expect((await dialog('facebook')).status).toBe(200);
    expect((await dialog('facebook', { redirect_uri: `${BACK}/` })).status).toBe(400);
    await call(bench.url, 'PUT', '/practice/settings', { redirectUris: [] });
  });
});

describe('a code of Facebook', () => {
  const good = { redirect_uri: BACK, code_verifier: VERIFIER };

  it('leads to a Page token without an end, of the rights that were given', async () => {
    const code = await codeFor('facebook', PAGE);
    const short = String((await trade({ ...good, code })).body['access_token']);
    const exchange = { grant_type: 'fb_exchange_token', fb_exchange_token: short };
    const long = await trade(exchange);
    expect(Number(long.body['expires_in'])).toBe(60 * 86_400);
    const accounts = async (token: string) =>
      (await call(bench.url, 'GET', `/graph/v25.0/me/accounts?access_token=${token}`)).body['data'];
    const debugged = async (token: string) =>
      (
        await call(
          bench.url,
          'GET',
          `/graph/v25.0/debug_token?input_token=${token}&access_token=practice-app|practice-app-secret`,
        )
      ).body['data'];
    const ofShort = String((await accounts(short))?.[0]?.['access_token']);
    const page = (await accounts(String(long.body['access_token'])))?.[0];
    expect(page).toMatchObject({ id: PAGE, tasks: expect.arrayContaining(['CREATE_CONTENT']) });
    const token = String(page?.['access_token']);
    expect(await debugged(token)).toMatchObject({ type: 'PAGE', is_valid: true, expires_at: 0 });
    expect(Number((await debugged(ofShort))?.['expires_at'])).toBeGreaterThan(0);

    // What was not allowed is refused, what was is done.
    const insights = `/graph/v25.0/${PAGE}/insights?metric=page_follows&access_token=${token}`;
    expect((await call(bench.url, 'GET', insights)).body['error']).toMatchObject({ code: 200 });
    const feed = `/graph/v25.0/${PAGE}/feed?access_token=${token}`;
    expect((await call(bench.url, 'POST', feed, { message: 'Tin' })).status).toBe(200);

    // A token of a short-lived user token dies with it.
    await setOffset(bench.url, 3 * 3_600_000);
    expect(await debugged(ofShort)).toMatchObject({ is_valid: false, error: { subcode: 463 } });
    const late = await call(bench.url, 'GET', `/graph/v25.0/me?access_token=${ofShort}`);
    expect(late.body['error']).toMatchObject({ code: 190, error_subcode: 463 });
    await setOffset(bench.url, 0);
  });

  it('is good once, for the address and the proof it was asked with, and for our app', async () => {
    const code = await codeFor('facebook', PAGE);
    expect((await trade({ ...good, code, redirect_uri: `${BACK}/x` })).body['error']).toMatchObject(
      {
        error_subcode: 36008,
      },
    );
    expect((await trade({ ...good, code, code_verifier: 'guessed' })).status).toBe(400);
    expect((await trade({ ...good, code, client_secret: 'wrong' })).body['error']).toMatchObject({
      code: 1,
    });
    expect((await trade({ ...good, code })).status).toBe(200);
    expect((await trade({ ...good, code })).body['error']).toMatchObject({ error_subcode: 36009 });
  });
});

describe('a code of X', () => {
  const good = { grant_type: 'authorization_code', redirect_uri: BACK, code_verifier: VERIFIER };

  it('brings a pair whose refresh token is good once, and whose rights are held to', async () => {
    const code = await codeFor('x', X_USER, 'tweet.read users.read offline.access');
    const first = (await tradeX({ ...good, code })).body;
    expect(String(first['scope'])).toBe('tweet.read users.read offline.access');
    expect((await tradeX({ ...good, code })).status).toBe(400);
    const token = String(first['access_token']);
    expect((await asX(token, 'GET', '/2/users/me')).body['data']).toMatchObject({ id: X_USER });
    expect((await asX(token, 'POST', '/2/tweets', { text: 'News' })).status).toBe(403);

    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    const second = (await tradeX(refresh)).body;
    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect((await tradeX(refresh)).status).toBe(400);
    expect((await asX(token, 'GET', '/2/users/me')).status).toBe(401);
    const renewed = String(second['access_token']);
    expect((await asX(renewed, 'POST', '/2/tweets', { text: 'News' })).status).toBe(403);
  });

  it('is worth nothing with another proof, another address or another secret', async () => {
    const code = await codeFor('x', X_USER);
    expect((await tradeX({ ...good, code, code_verifier: 'guessed' })).status).toBe(400);
    expect((await tradeX({ ...good, code, redirect_uri: `${BACK}/x` })).status).toBe(400);
    expect((await tradeX({ ...good, code }, 'wrong')).status).toBe(401);
    expect((await tradeX({ ...good, code })).status).toBe(200);
  });

  it('brings no refresh token when the desk may not stay connected', async () => {
    const code = await codeFor('x', X_USER, 'tweet.read users.read');
    expect((await tradeX({ ...good, code })).body['refresh_token']).toBeUndefined();
  });
});

describe('the log of calls', () => {
  it('holds no code, secret or token', async () => {
    const calls = JSON.stringify((await stateOf(bench.url))['calls']);
    expect(calls).toContain('oauth/access_token');
    expect(calls).not.toContain('practice-app-secret');
    expect(calls).not.toContain(VERIFIER);
  });
});
