import { createHash, randomBytes } from 'node:crypto';

/** The two halves of a proof that whoever ends a login began it (RFC 7636, S256). */
export function newPkcePair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
