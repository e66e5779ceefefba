import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes (checked 2026-10). */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** An argon2id hash of the password as a PHC string, with its own salt. */
export function hashPassword(plain: string): Promise<string> {
  return hash(normalisePassword(plain), COST);
}

/** Whether this is the password that the hash was made from. */
export function verifyPassword(passwordHash: string, plain: string): Promise<boolean> {
  return verify(passwordHash, normalisePassword(plain));
}

/**
 * Costs what `verifyPassword` costs and is always false: for an account that does not exist, so
 * that the time of an answer does not tell which accounts do.
 */
export async function verifyNobody(plain: string): Promise<false> {
  await hash(normalisePassword(plain), COST);
  return false;
}

/** Keyboards differ in how they compose a Vietnamese letter; one password has one form. */
function normalisePassword(plain: string): string {
  return plain.normalize('NFKC');
}
