import type { Delivery, WaitingReason } from './delivery.ts';
import type { PublishOutcome } from './outcome.ts';
import { triesOf } from './thread.ts';

type Refused = Extract<PublishOutcome, { kind: 'refused' }>;

/**
 * - `again`: planned once more at this time, inside its window
 * - `wait`: a person, or the channel's connection, decides
 * - `stay`: refused for good; a person mends the post
 */
export type AfterRefusal =
  { kind: 'again'; at: Date } | { kind: 'wait'; reason: WaitingReason } | { kind: 'stay' };

/** Pauses before the second, third, fourth and fifth try of what may be tried again. */
const RETRY_PAUSES_MS = [30_000, 120_000, 300_000, 600_000] as const;

/**
 * Decides what becomes of a delivery that the platform provably did not take. `attempts` counts the
 * calls made so far, the refused one included; those that brought out parts of a thread are no
 * tries of the part that was refused.
 */
export function afterRefusal(
  delivery: Pick<Delivery, 'until' | 'attempts' | 'thread'>,
  { reason, retry }: Pick<Refused, 'reason' | 'retry'>,
  now: Date,
): AfterRefusal {
  switch (reason) {
    case 'token-dead':
    case 'permission-missing':
    case 'account-suspended':
      return { kind: 'wait', reason: 'connection' };
    case 'credits-depleted':
      return { kind: 'wait', reason: 'budget' };
    default: {
      const at = nextTry(triesOf(delivery), retry, now);
      if (at !== null && at <= delivery.until) return { kind: 'again', at };
      if (reason === 'rate-limited') return { kind: 'wait', reason: 'rate' };
      return reason === 'stopped-here' ? { kind: 'wait', reason: 'late' } : { kind: 'stay' };
    }
  }
}

function nextTry(tries: number, retry: Refused['retry'], now: Date): Date | null {
  switch (retry.kind) {
    case 'never':
      return null;
    case 'at':
      return retry.at > now ? retry.at : now;
    case 'later': {
      const pause = RETRY_PAUSES_MS[tries - 1];
      return pause === undefined ? null : new Date(now.getTime() + pause);
    }
  }
}

/** Whether a refusal says that nothing of this channel can go out until it is connected anew. */
export function disconnects(reason: Refused['reason']): boolean {
  return (
    reason === 'token-dead' || reason === 'permission-missing' || reason === 'account-suspended'
  );
}
