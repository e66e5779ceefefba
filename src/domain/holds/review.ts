import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { isPartlyOut } from '../deliveries/thread.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';

export type ReviewRefusal =
  | 'forbidden'
  | 'not-in-review'
  | 'held'
  | 'window-over'
  | 'time-past'
  /** Some of its thread is public: the rest goes on inside the window, or a take-down is asked. */
  | 'partly-out';

/** Whether a delivery stands on a review list: held back, and no hold over it any more. */
export function isInReview(delivery: Pick<Delivery, 'state' | 'reason' | 'heldBy'>): boolean {
  return delivery.state === 'waiting' && delivery.reason === 'hold' && delivery.heldBy === null;
}

/** What confirming would do at this moment. */
export type Confirmation = 'keeps-time' | 'goes-at-once' | 'needs-time';

/**
 * What confirming a delivery would do: keep a time that is still to come, send at once what came due
 * inside a window that is open, or ask for a new time, also where its event took it out of its window.
 */
export function confirmationOf(
  { dueAt, notBefore, until }: Pick<Delivery, 'dueAt' | 'notBefore' | 'until'>,
  now: Date,
): Confirmation {
  const at = dueAt > now ? dueAt : now;
  if (at < notBefore || at > until) return 'needs-time';
  return dueAt > now ? 'keeps-time' : 'goes-at-once';
}

/** Decides a new time: inside the approved window as it is, outside it a new approval is asked. */
export function decideNewTime(
  delivery: Delivery,
  actor: Actor,
  at: Date,
  now: Date,
): Decision<{ needsApproval: boolean }, ReviewRefusal> {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (!isInReview(delivery)) return refuse('not-in-review');
  if (at < now) return refuse('time-past');
  const needsApproval = at < delivery.notBefore || at > delivery.until;
  return needsApproval && isPartlyOut(delivery) ? refuse('partly-out') : allow({ needsApproval });
}

/** Decides whether somebody may take one delivery back for good: its target is free again. */
export function decideTakeBack(delivery: Delivery, actor: Actor): Decision<null, ReviewRefusal> {
  if (!can(actor, 'post.withdraw', delivery.unitId)) return refuse('forbidden');
  if (!isInReview(delivery)) return refuse('not-in-review');
  return isPartlyOut(delivery) ? refuse('partly-out') : allow(null);
}
