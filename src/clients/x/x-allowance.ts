import type { IncomingHttpHeaders } from 'node:http';
import type { Allowance } from '../../domain/deliveries/pace.ts';

/** X tells of its 15-minute window, and of the app's and the user's 24 hours, each by itself. */
const WINDOWS = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour'];

/** How much of X's limits an answer says is used: the fullest window, and when it begins anew. */
export function xAllowance(headers: IncomingHttpHeaders): Allowance | null {
  let fullest: Allowance | null = null;
  for (const name of WINDOWS) {
    const limit = numberOf(headers[`${name}-limit`]);
    const remaining = numberOf(headers[`${name}-remaining`]);
    const reset = numberOf(headers[`${name}-reset`]);
    if (limit === null || limit <= 0 || remaining === null) continue;
    const usedPercent = 100 * (1 - Math.min(remaining, limit) / limit);
    if (fullest?.usedPercent !== undefined && (fullest.usedPercent ?? 0) >= usedPercent) continue;
    fullest = { usedPercent, resumesAt: reset === null ? null : new Date(reset * 1000) };
  }
  return fullest;
}

/** The number in a header; null when there is none. */
export function numberOf(header: string | string[] | undefined): number | null {
  const value = Number(header);
  return typeof header === 'string' && header !== '' && Number.isFinite(value) ? value : null;
}
