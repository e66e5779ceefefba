import type { Request } from 'express';
import type { Answer } from '../exchange.ts';
import { holderOf } from '../grants.ts';
import type { Account } from '../types.ts';
import type { World } from '../world.ts';
import { isSignatureRight, readOAuthHeader } from './oauth1.ts';
import { problems } from './problems.ts';

export const practiceXApp = {
  consumerKey: 'practice-consumer-key',
  consumerSecret: 'practice-consumer-secret',
  clientId: 'practice-client',
  clientSecret: 'practice-client-secret',
  bearer: 'practice-app-bearer',
} as const;

/** X refuses a signature whose clock is further off than this. */
const SIGNATURE_LIFE_MS = 5 * 60_000;

/** `scopes` is null for a token that may do everything. */
export type Caller =
  { kind: 'user'; account: Account; scopes: readonly string[] | null } | { kind: 'app' };

/** The account that the token belongs to, whatever its state and whether or not the proof is right. */
export function accountOfToken(world: World, request: Request): Account | null {
  const oauth = readOAuthHeader(request.headers.authorization);
  if (oauth !== null) {
    const token = oauth.get('oauth_token');
    return world.findAccount((a) => a.platform === 'x' && a.tokens.accessToken === token);
  }
  const bearer = bearerOf(request);
  if (bearer === null) return null;
  return holderOf(world, 'x', bearer)?.account ?? null;
}

/** Who calls, or the refusal. Signatures and the life of tokens go by real time. */
export function authenticate(world: World, request: Request, realNow: Date): Caller | Answer {
  if (bearerOf(request) === practiceXApp.bearer) return { kind: 'app' };
  const account = accountOfToken(world, request);
  if (account === null) return problems.unauthorized();
  const oauth = readOAuthHeader(request.headers.authorization);
  const holder = oauth === null ? holderOf(world, 'x', bearerOf(request) ?? '') : null;
  const proven =
    oauth === null
      ? isAlive(holder?.expiresAt ?? null, realNow)
      : isSigned(account, request, oauth, realNow);
  if (!proven) return problems.unauthorized();
  switch (account.tokenState) {
    case 'valid':
      return { kind: 'user', account, scopes: holder?.scopes ?? null };
    case 'revoked':
    case 'expired':
      return problems.unauthorized();
    case 'no-permission':
      return problems.oauth1Permissions();
    case 'suspended':
      return problems.suspended();
  }
}

function bearerOf(request: Request): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function isAlive(expiresAt: string | null, realNow: Date): boolean {
  return expiresAt === null || new Date(expiresAt) > realNow;
}

function isSigned(
  account: Account,
  request: Request,
  oauth: ReadonlyMap<string, string>,
  realNow: Date,
): boolean {
  const timestampMs = Number(oauth.get('oauth_timestamp')) * 1000;
  return (
    oauth.get('oauth_consumer_key') === (account.tokens.consumerKey ?? practiceXApp.consumerKey) &&
    oauth.get('oauth_signature_method') === 'HMAC-SHA1' &&
    Math.abs(realNow.getTime() - timestampMs) <= SIGNATURE_LIFE_MS &&
    account.tokens.accessSecret !== null &&
    isSignatureRight({
      method: request.method,
      target: request.originalUrl,
      origins: ['https://api.x.com', 'https://api.twitter.com', `http://${request.headers.host}`],
      formParameters: formParameters(request),
      oauth,
      consumerSecret: account.tokens.consumerSecret ?? practiceXApp.consumerSecret,
      tokenSecret: account.tokens.accessSecret,
    })
  );
}

function formParameters(request: Request): [string, string][] {
  if (request.is('application/x-www-form-urlencoded') === false) return [];
  const body = (request.body ?? {}) as Record<string, unknown>;
  return Object.entries(body).map(([name, value]) => [name, String(value)]);
}
