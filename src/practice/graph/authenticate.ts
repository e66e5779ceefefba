import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../exchange.ts';
import type { Account } from '../types.ts';
import type { World } from '../world.ts';
import { graphErrors } from './errors.ts';
import { parametersOf, tokenOf } from './parameters.ts';

export const practiceFacebookApp = { id: 'practice-app', secret: 'practice-app-secret' } as const;

/** The Page of a token, whatever its state. */
export function pageOfToken(world: World, token: string | null): Account | null {
  if (token === null) return null;
  return world.findAccount((a) => a.platform === 'facebook' && a.tokens.pageAccessToken === token);
}

/** The Page that calls, or the refusal. */
export function authenticatePage(world: World, request: Request): { page: Account } | Answer {
  const token = tokenOf(request);
  if (token === null) return graphErrors.noToken();
  const page = pageOfToken(world, token);
  if (page === null) return graphErrors.badToken();
  const proof = parametersOf(request).get('appsecret_proof');
  if (proof !== undefined && proof !== proofOf(token)) return graphErrors.badProof();
  switch (page.tokenState) {
    case 'valid':
      return { page };
    case 'expired':
      return graphErrors.expired();
    case 'revoked':
      return graphErrors.revoked();
    case 'no-permission':
      return graphErrors.noPermission();
    case 'suspended':
      return graphErrors.suspended();
  }
}

function proofOf(token: string): string {
  return createHmac('sha256', practiceFacebookApp.secret).update(token).digest('hex');
}
