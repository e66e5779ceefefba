import type { Account } from '../types.ts';
import { between } from './seeded.ts';

const DAY_MS = 86_400_000;
/** Beyond that the drift is not worth summing; it guards against an absurd clock. */
const MOST_DAYS = 4_000;

/** Followers on the day of an instant: the account's own figure, moved by each day's small drift. */
export function followersAt(
  account: Pick<Account, 'platform' | 'accountId' | 'followers' | 'createdAt'>,
  instant: number,
  seed: string,
): number {
  const first = Math.floor(account.createdAt / DAY_MS);
  const day = Math.floor(instant / DAY_MS);
  const [from, to] = day >= first ? [first, day] : [day, first];
  let drift = 0;
  for (let d = from + 1; d <= Math.min(to, from + MOST_DAYS); d += 1) {
    drift += between(-0.0002, 0.0011, seed, account.platform, account.accountId, 'day', d);
  }
  const change = Math.round(account.followers * drift);
  return Math.max(0, account.followers + (day >= first ? change : -change));
}
