import type { Attempt, Delivery } from './delivery.ts';
import { isUnclear, windowOf } from './read-back-plan.ts';
import type { ReadBackRules } from './read-back-plan.ts';
import type { SeenPost, SeenWindow } from './read-back.ts';

/**
 * When another delivery with the very same payload may have made a post that is not known as its
 * own; null when it cannot have. Its calls decide and not its state: one that nobody can say of
 * stays so when the delivery is sent again, withdrawn or given up.
 */
export function unseenPostOf(
  other: Delivery,
  attempts: readonly Attempt[],
  rules: ReadBackRules,
  now: Date,
): SeenWindow | null {
  // A further part of a thread answers one that is known, and is mistaken for nobody else's.
  const heads = attempts.filter((one) => one.act === undefined && (one.part ?? 1) === 1);
  const mayHaveMade = heads.filter((one) => isUnclear(one) || one.outcome?.kind === 'accepted');
  const isHeadKnown = other.platformPostId !== null || (other.thread?.parts.length ?? 0) > 0;
  // A restored backup may have lost the rows of the calls.
  const isUnknown = other.state === 'unknown' && !isHeadKnown;
  if (mayHaveMade.length <= (isHeadKnown ? 1 : 0) && !isUnknown) return null;
  const { dueAt, platform } = other;
  return windowOf({ dueAt, platform }, heads, rules, now);
}

/** Whether one of these may have made the post. */
export function isAmong(windows: readonly SeenWindow[], { createdAt }: SeenPost): boolean {
  return windows.some(({ from, to }) => from <= createdAt && createdAt <= to);
}
