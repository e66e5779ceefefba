import type { Request } from 'express';
import { z } from 'zod';
import { newToken } from '../../lib/ids.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import { addGrant, findRefreshGrant, replaceGrant } from '../grants.ts';
import type { LoginBook } from '../login/login-book.ts';
import type { Account, TokenGrant } from '../types.ts';
import type { World } from '../world.ts';
import { practiceXApp } from './authenticate.ts';

const LIFE_SECONDS = 7_200;
const ALL_SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'];

const bodySchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('refresh_token'),
    refresh_token: z.string(),
    client_id: z.string().optional(),
  }),
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string(),
    code_verifier: z.string(),
    redirect_uri: z.string(),
    client_id: z.string().optional(),
  }),
]);

/** `POST /2/oauth2/token`: a code or a refresh token is good for one use and brings a pair. */
export function giveTokens(
  world: World,
  logins: LoginBook,
  request: Request,
  realNow: Date,
): Answer {
  const read = bodySchema.safeParse(request.body ?? {});
  if (!read.success) return refused('invalid_request', 'Missing required parameter.');
  if (!isOurClient(request, read.data.client_id)) {
    return answer(401, {
      error: 'unauthorized_client',
      error_description: 'Missing valid authorization header',
    });
  }
  return read.data.grant_type === 'refresh_token'
    ? renew(world, read.data.refresh_token, realNow)
    : trade(world, logins, read.data, realNow);
}

function isOurClient(request: Request, clientId: string | undefined): boolean {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return clientId === practiceXApp.clientId;
  const { clientId: id, clientSecret } = practiceXApp;
  return Buffer.from(basic, 'base64').toString() === `${id}:${clientSecret}`;
}

function trade(
  world: World,
  logins: LoginBook,
  given: { code: string; code_verifier: string; redirect_uri: string },
  realNow: Date,
): Answer {
  const traded = logins.trade('x', given.code, given.redirect_uri, given.code_verifier);
  if (traded.kind !== 'given') {
    return refused(
      'invalid_request',
      'Value passed for the authorization code or code verifier was invalid.',
    );
  }
  const { scopes, accountIds } = traded.consent;
  const account = world.account('x', accountIds[0] ?? '');
  if (account === null) return refused('invalid_request', 'Value passed was invalid.');
  const grant = newGrant(scopes, realNow, world.now());
  addGrant(world, account, grant);
  return pairAnswer(grant);
}

function renew(world: World, refreshToken: string, realNow: Date): Answer {
  const held = findRefreshGrant(world, refreshToken);
  const account =
    held?.account ??
    world.findAccount(
      (one) => one.platform === 'x' && one.tokens.oauth2?.refreshToken === refreshToken,
    );
  if (account === null || account.tokenState === 'revoked') {
    return refused('invalid_request', 'Value passed for the token was invalid.');
  }
  const grant = newGrant(held?.grant.scopes ?? ALL_SCOPES, realNow, world.now());
  if (held !== null) replaceGrant(world, account, held.grant, grant);
  else saveOwnPair(world, account, grant);
  return pairAnswer(grant);
}

function saveOwnPair(world: World, account: Account, grant: TokenGrant): void {
  const { accessToken, refreshToken, expiresAt } = grant;
  world.saveAccount({
    ...account,
    tokens: {
      ...account.tokens,
      oauth2: { accessToken, refreshToken: refreshToken ?? '', expiresAt },
    },
    tokenState: account.tokenState === 'expired' ? 'valid' : account.tokenState,
  });
}

function newGrant(scopes: string[], realNow: Date, grantedAt: number): TokenGrant {
  return {
    accessToken: newToken(32),
    refreshToken: scopes.includes('offline.access') ? newToken(32) : null,
    expiresAt: new Date(realNow.getTime() + LIFE_SECONDS * 1000).toISOString(),
    scopes,
    grantedAt,
  };
}

function pairAnswer({ accessToken, refreshToken, scopes }: TokenGrant): Answer {
  return answer(200, {
    token_type: 'bearer',
    expires_in: LIFE_SECONDS,
    access_token: accessToken,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    scope: scopes.join(' '),
  });
}

function refused(error: string, description: string): Answer {
  return answer(400, { error, error_description: description });
}
