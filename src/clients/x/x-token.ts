import type { IncomingHttpHeaders } from 'node:http';
import type { MissingGrant } from '../../domain/channels/token.ts';
import type { Credentials, TokenAnswer } from '../platform.ts';
import { asFields } from '../read-answer.ts';

/**
 * What `GET /2/users/me` tells about a token: that it lives and whose it is. X has no call that
 * tells the scopes of an OAuth 2 token; an OAuth 1.0a one says its level in a header.
 */
export function readXToken(
  answer: { body: unknown; headers: IncomingHttpHeaders },
  accountId: string,
  credentials: Credentials,
): TokenAnswer {
  const user = asFields(asFields(answer.body)['data']);
  if (user['id'] !== accountId) {
    return { kind: 'failed', reason: 'permission-missing', code: 'other-account' };
  }
  const kind = credentials.kind === 'x-oauth2' ? 'x-oauth2' : 'x-oauth1';
  const level = kind === 'x-oauth1' ? levelOf(answer.headers['x-access-level']) : null;
  const missing: MissingGrant[] =
    level?.includes('write') === false ? [{ name: 'write', stopsPublishing: true }] : [];
  return {
    kind: 'read',
    token: { kind, scopes: level, expiresAt: null, dataAccessExpiresAt: null, missing },
  };
}

/** `read`, `read-write` or `read-write-directmessages`. */
function levelOf(header: string | string[] | undefined): string[] | null {
  return typeof header === 'string' && header !== '' ? header.split('-') : null;
}
