import { createHash } from 'node:crypto';
import type { Credentials } from '../platform.ts';

/** The name of the desk's own application, whose key and client id are two names of one thing. */
const OWN_APP = 'desk';

/**
 * The X application that is billed for calls with these credentials: the desk's own, unless the
 * channel brings a consumer key of another one. Such a key is named by a part of its hash.
 */
export function xAppOf(credentials: Credentials, ownKey: string | null): string | null {
  if (credentials.kind === 'facebook-page') return null;
  const key = credentials.kind === 'x-oauth1' ? (credentials.consumerKey ?? ownKey) : ownKey;
  if (key === null || key === ownKey) return OWN_APP;
  return `own-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
}
