import { randomBytes, randomUUID } from 'node:crypto';

/** A new identifier for a row of ours. */
export function newId(): string {
  return randomUUID();
}

/** A random token that cannot be guessed, safe in a URL. */
export function newToken(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}
