import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelLogin, LoginAnswer } from '../../src/clients/channel-login.ts';
import { createFacebookLogin } from '../../src/clients/facebook/facebook-login.ts';
import { createXLogin } from '../../src/clients/x/x-login.ts';
import { createXPlatform } from '../../src/clients/x/x-platform.ts';
import { json, raw, startScriptedServer } from './support/scripted-server.ts';
import type { ScriptedServer } from './support/scripted-server.ts';

const APP_SECRET = 'the-secret-of-the-app';
const BACK = 'https://desk.example/channels/answers/facebook';
const CALL = { code: 'the-code', verifier: 'the-verifier', redirectUri: BACK };
const ALL = ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts', 'read_insights'];

let server: ScriptedServer;
let facebook: ChannelLogin;
let x: ChannelLogin;

beforeEach(async () => {
  server = await startScriptedServer();
  facebook = createFacebookLogin({
    graphUrl: server.url,
    graphVersion: 'v25.0',
    loginUrl: 'https://www.facebook.com',
    appId: 'app',
    appSecret: APP_SECRET,
  });
  const platform = createXPlatform({ apiUrl: server.url, appKey: null, appSecret: null });
  x = createXLogin({
    apiUrl: server.url,
    authorizeUrl: 'https://x.com',
    clientId: 'client',
    clientSecret: 'the-secret-of-the-client',
    readIdentity: platform.readIdentity,
  });
});
afterEach(async () => {
  facebook.close();
  x.close();
  await server.close();
});

/** Answers both trades of a login and says which rights were given. */
function givesTokens(debug: object = { scopes: ALL }): void {
  server.on('GET', /\/oauth\/access_token/, (request, response, socket) => {
    const isLong = request.url.searchParams.get('grant_type') === 'fb_exchange_token';
    json(200, { access_token: isLong ? 'long' : 'short' })(request, response, socket);
  });
  server.on('GET', /\/debug_token/, json(200, { data: { is_valid: true, ...debug } }));
}
const page = (id: string, more: object = {}) => ({
  id,
  name: `Page ${id}`,
  access_token: `token-${id}`,
  tasks: ['CREATE_CONTENT', 'ANALYZE'],
  ...more,
});
const missingOf = (answer: LoginAnswer): string[][] => {
  if (answer.kind === 'failed') throw new Error(String(answer.code));
  return answer.accounts.map(({ missing }) => missing);
};

describe('the way to Facebook', () => {
  it('asks for every right we need, with state and proof, and leads nowhere else', () => {
    const { address, verifier } = facebook.begin({ state: 'st', redirectUri: BACK });
    const url = new URL(address);
    expect(url.origin + url.pathname).toBe('https://www.facebook.com/v25.0/dialog/oauth');
    const scopes = url.searchParams.get('scope')?.split(',');
    expect(scopes).toEqual(expect.arrayContaining(ALL));
    expect(url.searchParams.get('state')).toBe('st');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address).not.toContain(verifier);
    expect(address).not.toContain(APP_SECRET);
    // Telephones are led to a host of its own.
    expect(facebook.formTargets).toContain('https://*.facebook.com');
    expect(x.formTargets).toContain('https://x.com');
  });
});

describe('what comes back from Facebook', () => {
  it('is read with the long-lived token, list by list', async () => {
    givesTokens();
    const next = `${server.url}/v25.0/me/accounts?after=1&access_token=long`;
    server.on('GET', /\/me\/accounts/, (request, response, socket) => {
      expect(request.url.searchParams.get('access_token')).toBe('long');
      const isSecond = request.url.searchParams.get('after') === '1';
      const body = isSecond ? { data: [page('2')] } : { data: [page('1')], paging: { next } };
      json(200, body)(request, response, socket);
    });
    const answer = await facebook.finish(CALL);
    if (answer.kind === 'failed') throw new Error(String(answer.code));
    expect(answer.accounts.map(({ accountId, credentials }) => [accountId, credentials])).toEqual([
      ['1', { kind: 'facebook-page', pageAccessToken: 'token-1' }],
      ['2', { kind: 'facebook-page', pageAccessToken: 'token-2' }],
    ]);
  });

  it('is refused when the next list is on a server that is not Facebook', async () => {
    givesTokens();
    const elsewhere = await startScriptedServer();
    const paging = { next: `${elsewhere.url}/take?access_token=long` };
    server.on('GET', /\/me\/accounts/, json(200, { data: [page('1')], paging }));
    expect(await facebook.finish(CALL)).toMatchObject({ kind: 'failed' });
    expect(elsewhere.arrived).toEqual([]);
    await elsewhere.close();
  });

  it('names the rights that hold for other Pages alone, and the tasks that a person lacks', async () => {
    givesTokens({
      scopes: ALL,
      granular_scopes: [{ scope: 'pages_manage_posts', target_ids: ['2'] }],
    });
    const data = [page('1'), page('2', { tasks: ['MODERATE'] }), page('3', { tasks: undefined })];
    server.on('GET', /\/me\/accounts/, json(200, { data }));
    expect(missingOf(await facebook.finish(CALL))).toEqual([
      ['pages_manage_posts'],
      ['CREATE_CONTENT', 'ANALYZE'],
      ['pages_manage_posts'],
    ]);
  });

  it.each([
    ['a code that is over', json(400, { error: { code: 100, error_subcode: 36007 } })],
    ['a page of HTML', raw(502, 'text/html', '<html>')],
    ['nothing that can be read', raw(200, 'application/json', '{"access_token"')],
    ['an answer without a token', json(200, { token_type: 'bearer' })],
  ])('is a failure without a secret after %s', async (_what, answer) => {
    server.on('GET', /\/oauth\/access_token/, answer);
    const failed = await facebook.finish(CALL);
    expect(failed.kind).toBe('failed');
    const text = JSON.stringify(failed);
    for (const secret of [APP_SECRET, CALL.code, CALL.verifier]) expect(text).not.toContain(secret);
  });
});

describe('what comes back from X', () => {
  const tokens = { access_token: 'a', refresh_token: 'r', expires_in: 7200 };
  const scope = 'tweet.read tweet.write users.read media.write offline.access';

  it('is a pair for the account that it speaks for', async () => {
    server.on('POST', /\/2\/oauth2\/token/, json(200, { ...tokens, scope }));
    const data = { id: '7', name: 'MOFA', username: 'mofa' };
    server.on('GET', /\/2\/users\/me/, json(200, { data }));
    expect(await x.finish(CALL)).toMatchObject({
      kind: 'granted',
      accounts: [
        {
          accountId: '7',
          handle: '@mofa',
          missing: [],
          credentials: { kind: 'x-oauth2', accessToken: 'a', refreshToken: 'r' },
        },
      ],
    });
  });

  it('lacks staying connected when no refresh token came, whatever is said of rights', async () => {
    const answer = { access_token: 'a', expires_in: 7200, scope };
    server.on('POST', /\/2\/oauth2\/token/, json(200, answer));
    const data = { id: '7', name: 'MOFA', username: 'mofa' };
    server.on('GET', /\/2\/users\/me/, json(200, { data }));
    expect(missingOf(await x.finish(CALL))).toEqual([['offline.access']]);
  });

  it('names what is missing even when X will not say whose account it is', async () => {
    const answer = { ...tokens, scope: 'tweet.read offline.access' };
    server.on('POST', /\/2\/oauth2\/token/, json(200, answer));
    server.on('GET', /\/2\/users\/me/, json(403, { title: 'Forbidden', status: 403 }));
    expect(missingOf(await x.finish(CALL))).toEqual([['tweet.write', 'users.read', 'media.write']]);
  });

  it('is a failure when the account cannot be asked', async () => {
    server.on('POST', /\/2\/oauth2\/token/, json(200, { ...tokens, scope }));
    server.on('GET', /\/2\/users\/me/, raw(503, 'text/html', ''));
    expect(await x.finish(CALL)).toMatchObject({ kind: 'failed' });
  });
});
