import { createHmac } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../exchange.ts';
import { holderOf } from '../grants.ts';
import type { Account } from '../types.ts';
import type { World } from '../world.ts';
import { graphErrors } from './errors.ts';
import { parametersOf, tokenOf } from './parameters.ts';

export const practiceFacebookApp = { id: 'practice-app', secret: 'practice-app-secret' } as const;

/** The Page of a token, whatever its state. */
export function pageOfToken(world: World, token: string | null): Account | null {
  return token === null ? null : (holderOf(world, 'facebook', token)?.account ?? null);
}

/** The Page that calls, or the refusal; `scope` is what its token must allow, when it says. */
export function authenticatePage(
  world: World,
  request: Request,
  scope: string | null = null,
): { page: Account } | Answer {
  const token = tokenOf(request);
  if (token === null) return graphErrors.noToken();
  const holder = holderOf(world, 'facebook', token);
  if (holder === null) return graphErrors.badToken();
  const page = holder.account;
  const proof = parametersOf(request).get('appsecret_proof');
  if (proof !== undefined && proof !== proofOf(token)) return graphErrors.badProof();
  if (holder.expiresAt !== null && Date.parse(holder.expiresAt) <= world.now()) {
    return graphErrors.expired();
  }
  switch (page.tokenState) {
    case 'valid':
      return scope === null || holder.scopes === null || holder.scopes.includes(scope)
        ? { page }
        : graphErrors.noPermission();
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

export function proofOf(token: string): string {
  return createHmac('sha256', practiceFacebookApp.secret).update(token).digest('hex');
}
