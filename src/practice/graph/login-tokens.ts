import type { Request } from 'express';
import { newToken } from '../../lib/ids.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import { addGrant, holderOf } from '../grants.ts';
import type { LoginBook, UserToken } from '../login/login-book.ts';
import type { World } from '../world.ts';
import { practiceFacebookApp, proofOf } from './authenticate.ts';
import { graphErrors } from './errors.ts';
import { parametersOf, tokenOf } from './parameters.ts';
import type { Parameters } from './parameters.ts';

const SHORT_LIFE_MS = 2 * 3_600_000;
const LONG_LIFE_MS = 60 * 86_400_000;
const DATA_ACCESS_MS = 90 * 86_400_000;
const PERSON_ID = '1000000000000001';
const ALL_TASKS = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'MODERATE'];
const ALL_SCOPES = [
  'pages_show_list',
  'pages_read_engagement',
  'pages_manage_posts',
  'read_insights',
];

/** `GET /oauth/access_token`: a code, or a short-lived user token, for a user token. */
export function tradeForUserToken(world: World, book: LoginBook, request: Request): Answer {
  const given = parametersOf(request);
  if (given.get('client_id') !== practiceFacebookApp.id) return graphErrors.unknownApp();
  if (given.get('client_secret') !== practiceFacebookApp.secret) return graphErrors.badSecret();
  return given.get('grant_type') === 'fb_exchange_token'
    ? lengthen(world, book, given)
    : tradeCode(world, book, given);
}

function tradeCode(world: World, book: LoginBook, given: Parameters): Answer {
  const traded = book.trade(
    'facebook',
    given.get('code') ?? '',
    given.get('redirect_uri') ?? '',
    given.get('code_verifier') ?? null,
  );
  switch (traded.kind) {
    case 'given': {
      const { scopes, accountIds } = traded.consent;
      return giveUserToken(world, book, { scopes, accountIds, grantedAt: world.now() }, false);
    }
    case 'used':
      return graphErrors.codeUsed();
    case 'expired':
      return graphErrors.codeExpired();
    case 'other-address':
      return graphErrors.otherAddress();
    case 'unknown':
    case 'wrong-verifier':
      return graphErrors.badCode();
  }
}

function lengthen(world: World, book: LoginBook, given: Parameters): Answer {
  const user = book.userToken(given.get('fb_exchange_token'));
  if (user === null) return graphErrors.badToken();
  if (user.expiresAt <= world.now()) return graphErrors.expired();
  return giveUserToken(world, book, user, true);
}

function giveUserToken(
  world: World,
  book: LoginBook,
  user: Pick<UserToken, 'scopes' | 'accountIds' | 'grantedAt'>,
  isLong: boolean,
): Answer {
  const { scopes, accountIds, grantedAt } = user;
  const lifeMs = isLong ? LONG_LIFE_MS : SHORT_LIFE_MS;
  const expiresAt = world.now() + lifeMs;
  return answer(200, {
    access_token: book.addUserToken({ scopes, accountIds, grantedAt, isLong, expiresAt }),
    token_type: 'bearer',
    expires_in: lifeMs / 1000,
  });
}

/**
 * `GET /me/accounts` with a user token: the Pages that were chosen, each with a Page token of the
 * same scopes. One of a long-lived user token has no end, any other ends with it.
 */
export function listPages(world: World, book: LoginBook, request: Request): Answer {
  const token = tokenOf(request);
  const user = book.userToken(token);
  if (user === null || token === null) return graphErrors.badToken();
  if (user.expiresAt <= world.now()) return graphErrors.expired();
  const proof = parametersOf(request).get('appsecret_proof');
  if (proof !== undefined && proof !== proofOf(token)) return graphErrors.badProof();
  if (!user.scopes.includes('pages_show_list')) return answer(200, { data: [] });
  const data = user.accountIds.flatMap((id) => {
    const page = world.account('facebook', id);
    if (page === null) return [];
    const accessToken = newToken(32);
    addGrant(world, page, {
      accessToken,
      refreshToken: null,
      expiresAt: user.isLong ? null : new Date(user.expiresAt).toISOString(),
      scopes: user.scopes,
      grantedAt: user.grantedAt,
    });
    return [
      {
        access_token: accessToken,
        category: 'Government organization',
        name: page.name,
        username: page.handle,
        id: page.accountId,
        tasks: page.tasks ?? ALL_TASKS,
      },
    ];
  });
  return answer(200, { data });
}

/** `GET /debug_token?input_token=…`, asked with the app's own token or a Page's. */
export function debugToken(world: World, book: LoginBook, request: Request): Answer {
  const token = tokenOf(request);
  const isApp = token === `${practiceFacebookApp.id}|${practiceFacebookApp.secret}`;
  if (!isApp && holderOf(world, 'facebook', token ?? '') === null) return graphErrors.badToken();
  const input = parametersOf(request).get('input_token');
  if (input === undefined) return graphErrors.invalid('The parameter input_token is required');
  const user = book.userToken(input);
  if (user !== null) return debugUser(world, user);
  const holder = holderOf(world, 'facebook', input);
  if (holder === null) {
    const error = { code: 190, message: 'Invalid OAuth access token.' };
    return answer(200, { data: { error, is_valid: false, scopes: [] } });
  }
  const { account, expiresAt, grantedAt } = holder;
  const { tokenState } = account;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= world.now();
  const isValid = !isOver && (tokenState === 'valid' || tokenState === 'no-permission');
  const scopes =
    tokenState === 'no-permission' ? ['pages_show_list'] : [...(holder.scopes ?? ALL_SCOPES)];
  const subcode = isOver || tokenState === 'expired' ? 463 : tokenState === 'suspended' ? 459 : 460;
  return answer(200, {
    data: {
      app_id: practiceFacebookApp.id,
      type: 'PAGE',
      application: 'Practice',
      is_valid: isValid,
      ...(isValid
        ? {}
        : { error: { code: 190, message: 'Error validating access token', subcode } }),
      expires_at: expiresAt === null ? 0 : seconds(Date.parse(expiresAt)),
      data_access_expires_at: seconds((grantedAt ?? world.now()) + DATA_ACCESS_MS),
      profile_id: account.accountId,
      user_id: PERSON_ID,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [account.accountId] })),
    },
  });
}

function debugUser(world: World, user: UserToken): Answer {
  return answer(200, {
    data: {
      app_id: practiceFacebookApp.id,
      type: 'USER',
      application: 'Practice',
      is_valid: user.expiresAt > world.now(),
      expires_at: seconds(user.expiresAt),
      data_access_expires_at: seconds(user.grantedAt + DATA_ACCESS_MS),
      user_id: PERSON_ID,
      scopes: user.scopes,
      granular_scopes: user.scopes.map((scope) => ({ scope, target_ids: user.accountIds })),
    },
  });
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
