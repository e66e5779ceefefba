/** What one application on a platform may cost; an administrator sets it. */
export type Budget = {
  /** The application that pays: the desk's own, or that of channels which bring their own keys. */
  app: string;
  /** Most that posts may cost in a month, in millionths of a US dollar; null for no limit. */
  capMicros: number | null;
  /** Most that single channels may take of it, by channel. */
  shares: Record<string, number>;
  /** Set while the platform says that the application's credit is used up. */
  pausedAt: Date | null;
  /** When the desk last looked whether a paused application works again. */
  checkedAt: Date | null;
};

/** What one application cost in one UTC month: posts, which the cap bounds, and reading beside. */
export type MonthSpend = {
  app: string;
  month: string;
  /** Spent on posts, and put aside for those being sent. */
  postMicros: number;
  /** The same by channel. */
  channels: Record<string, number>;
  /** Reading has budgets of its own, so that it never eats the posts' money. */
  readBackMicros: number;
  figuresMicros: number;
};

export function noBudget(app: string): Budget {
  return { app, capMicros: null, shares: {}, pausedAt: null, checkedAt: null };
}

export function noSpend(app: string, month: string): MonthSpend {
  return { app, month, postMicros: 0, channels: {}, readBackMicros: 0, figuresMicros: 0 };
}

/** `2026-11`: the month of a platform's bill, which runs by UTC. */
export function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/**
 * - `ok`: there is money for it
 * - `paused`: the platform says that the credit is used up
 * - `cap`, `share`: it would go past the application's limit of the month, or the channel's share
 */
export type SpendVerdict = 'ok' | 'paused' | 'cap' | 'share';

/** Decides whether a channel may spend an amount now; the store asks the same in its filter. */
export function decideSpend(
  budget: Budget,
  spend: MonthSpend,
  wish: { channelId: string; micros: number },
): SpendVerdict {
  if (budget.pausedAt !== null) return 'paused';
  const share = budget.shares[wish.channelId];
  const taken = spend.channels[wish.channelId] ?? 0;
  if (share !== undefined && taken + wish.micros > share) return 'share';
  const { capMicros } = budget;
  return capMicros !== null && spend.postMicros + wish.micros > capMicros ? 'cap' : 'ok';
}

export const warningLevels = [80, 100] as const;
export type WarningLevel = (typeof warningLevels)[number];

/**
 * The highest warning that a spending has reached; null below 80 %. What does not fit any more
 * counts as used up, although a little is left.
 */
export function warningOf(
  budget: Budget,
  postMicros: number,
  refused: boolean,
): WarningLevel | null {
  if (budget.capMicros === null) return null;
  if (refused || postMicros >= budget.capMicros) return 100;
  return postMicros * 100 >= budget.capMicros * 80 ? 80 : null;
}
