import type { PlatformId } from '../channels/channel.ts';

/** How quickly one channel may post; dated data with its source. */
export type Pace = {
  /** Least time between the end of one call and the start of the next. */
  gapMs: number;
  /** At most this many posts in this span. */
  burst: { posts: number; spanMs: number };
};
export type Paces = Record<PlatformId, Pace>;

/** The form of `config/data/pace.json`. */
export type PaceData = Record<
  PlatformId,
  { gapSeconds: number; burst: { posts: number; minutes: number }; source: string; date: string }
>;

export function pacesOf(data: PaceData): Paces {
  const pace = (platform: PlatformId): Pace => ({
    gapMs: data[platform].gapSeconds * 1_000,
    burst: { posts: data[platform].burst.posts, spanMs: data[platform].burst.minutes * 60_000 },
  });
  return { facebook: pace('facebook'), x: pace('x') };
}

/** The part of a platform's allowance at which the desk slows down by itself. */
const USAGE_LIMIT_PERCENT = 80;

/** What a platform says of the channel's allowance beside its answer. */
export type Allowance = {
  /** Used part in percent, the highest that the platform names; null when it names none. */
  usedPercent: number | null;
  /** When the allowance is whole again; null when the platform does not say. */
  resumesAt: Date | null;
};

/** Pause when an allowance is nearly used up and the platform does not say for how long. */
const UNTOLD_PAUSE_MS = 5 * 60_000;

/**
 * Decides when a channel may make its next call: after the gap, after the oldest post of a full
 * burst has left the span, and after the time that the platform asks for.
 */
export function nextFreeAt(
  pace: Pace,
  turn: { recent: readonly Date[]; now: Date; allowance: Allowance | null },
): Date {
  const { recent, now, allowance } = turn;
  const times = [now.getTime() + pace.gapMs];
  const oldest = recent.at(-pace.burst.posts);
  if (oldest !== undefined) times.push(oldest.getTime() + pace.burst.spanMs);
  const pausedUntil = pauseFor(allowance, now);
  if (pausedUntil !== null) times.push(pausedUntil.getTime());
  return new Date(Math.max(...times));
}

/** Until when an allowance asks the channel to be silent; null when there is room. */
export function pauseFor(allowance: Allowance | null, now: Date): Date | null {
  if (allowance?.usedPercent === undefined || allowance.usedPercent === null) return null;
  if (allowance.usedPercent < USAGE_LIMIT_PERCENT) return null;
  return allowance.resumesAt ?? new Date(now.getTime() + UNTOLD_PAUSE_MS);
}
