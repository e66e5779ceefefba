import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { WebDeps } from '../web-deps.ts';

const MINUTES_S = 60;

/**
 * How many failed sign-ins are heard. The tight limit counts one account from one address, so that
 * a stranger cannot lock the spokesperson out; the wide ones stop a search across accounts or
 * addresses.
 */
const limits = [
  { name: 'pair', points: 10, duration: 15 * MINUTES_S },
  { name: 'account', points: 100, duration: 60 * MINUTES_S },
  { name: 'address', points: 100, duration: 15 * MINUTES_S },
] as const;

type Attempt = { email: string; address: string };
export type SignInLimits = {
  /** Counts a try before the password is checked. Seconds to wait when there were too many. */
  count(attempt: Attempt): Promise<{ ok: true } | { ok: false; retryAfterS: number }>;
  /** A right password takes its try back. */
  forgive(attempt: Attempt): Promise<void>;
};

export function createSignInLimits(deps: Pick<WebDeps, 'createLimiter'>): SignInLimits {
  const create = deps.createLimiter ?? ((options) => new RateLimiterMemory(options));
  const limiters = limits.map(({ name, points, duration }) => ({
    name,
    limiter: create({ keyPrefix: `sign-in-${name}`, points, duration }),
  }));
  return {
    async count(attempt) {
      for (const { name, limiter } of limiters) {
        try {
          await limiter.consume(keyOf(name, attempt));
        } catch (error) {
          if (!(error instanceof RateLimiterRes)) throw error;
          return { ok: false, retryAfterS: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) };
        }
      }
      return { ok: true };
    },
    async forgive(attempt) {
      for (const { name, limiter } of limiters) {
        if (name === 'pair') await limiter.delete(keyOf(name, attempt));
        else await limiter.reward(keyOf(name, attempt));
      }
    },
  };
}

function keyOf(name: (typeof limits)[number]['name'], { email, address }: Attempt): string {
  const account = email.trim().toLowerCase().slice(0, 200);
  if (name === 'pair') return `${account} ${address}`;
  return name === 'account' ? account : address;
}
