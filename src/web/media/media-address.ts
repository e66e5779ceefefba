import { createHmac, timingSafeEqual } from 'node:crypto';
import { urls } from '../urls.ts';

/**
 * The address of a medium on this desk: its hash and a seal that only the desk can make. Whoever has
 * a picture knows its hash; that tells them nothing about whether the desk holds it.
 */
export function mediaAddress(secret: string, sha256: string): string {
  return urls.media(sha256, sealOf(secret, sha256));
}

export function isSealOf(secret: string, sha256: string, seal: string): boolean {
  const [given, own] = [Buffer.from(seal), Buffer.from(sealOf(secret, sha256))];
  return given.length === own.length && timingSafeEqual(given, own);
}

function sealOf(secret: string, sha256: string): string {
  return createHmac('sha256', secret).update(`media ${sha256}`).digest('base64url');
}
