import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Delivery, DeliveryState } from './delivery.ts';
import type { ResendAsk } from './read-back.ts';
import { isPartlyOut } from './thread.ts';

/** States that a person may close with the address of the post; sentences are at the edge. */
const closable: readonly DeliveryState[] = ['unknown', 'waiting', 'refused'];

export type MarkRefusal = 'forbidden' | 'not-open' | 'altered';
export type ResendRefusal =
  | 'forbidden'
  | 'not-unknown'
  | 'window-over'
  | 'held'
  | 'already-asked'
  | 'not-asked'
  | 'same-person'
  /** Another wish than the one that was on the page. */
  | 'stale'
  /** The platform may hold the post and not show it yet. */
  | 'too-early'
  /** The channel could not be read through, so nobody knows whether the post is there. */
  | 'not-looked';
export type DropRefusal = 'forbidden' | 'not-unknown' | 'partly-out';

/**
 * Decides whether a person may say that a delivery is out, with its address: an unknown one, or a
 * waiting or refused one that was published by hand.
 */
export function decideMarkSent(delivery: Delivery, actor: Actor): Decision<null, MarkRefusal> {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (!closable.includes(delivery.state)) return refuse('not-open');
  return delivery.reason === 'altered' ? refuse('altered') : allow(null);
}

/** Decides whether a person may ask that an unknown delivery be sent again inside its window. */
export function decideResendAsk(
  delivery: Delivery,
  actor: Actor,
  standing: ResendAsk | null,
  now: Date,
): Decision<null, ResendRefusal> {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (delivery.state !== 'unknown') return refuse('not-unknown');
  if (now > delivery.until) return refuse('window-over');
  return isStanding(standing, delivery) ? refuse('already-asked') : allow(null);
}

/**
 * Decides whether this person may confirm what another one asked for, as it was on the page: never
 * the same one, and never a later wish unseen.
 */
export function decideResend(
  delivery: Delivery,
  actor: Actor,
  standing: ResendAsk | null,
  { askedAt, isHeld, now }: { askedAt: Date; isHeld: boolean; now: Date },
): Decision<ResendAsk, ResendRefusal> {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (delivery.state !== 'unknown') return refuse('not-unknown');
  if (!isStanding(standing, delivery)) return refuse('not-asked');
  if (standing.askedBy === actor.personId) return refuse('same-person');
  if (standing.askedAt.getTime() !== askedAt.getTime()) return refuse('stale');
  if (now > delivery.until) return refuse('window-over');
  return isHeld ? refuse('held') : allow(standing);
}

/**
 * Decides, after the last look before it is sent again, whether that look tells enough: the channel
 * was read through, and asked so long after the call that a post would have been shown. `askedAt` is
 * null when it was not read through.
 */
export function decideAfterLook(
  delivery: Pick<Delivery, 'stateSince'>,
  look: { askedAt: Date | null; visibilityDelayMs: number },
): Decision<null, ResendRefusal> {
  if (look.askedAt === null) return refuse('not-looked');
  const shownBy = delivery.stateSince.getTime() + look.visibilityDelayMs;
  return look.askedAt.getTime() < shownBy ? refuse('too-early') : allow(null);
}

/** Decides whether a person may give an unknown delivery up. */
export function decideDrop(delivery: Delivery, actor: Actor): Decision<null, DropRefusal> {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (delivery.state !== 'unknown') return refuse('not-unknown');
  // Giving up would free its target while part of it is public.
  return isPartlyOut(delivery) ? refuse('partly-out') : allow(null);
}

/** A wish stands for the time in which the delivery was unknown when it was uttered. */
export function isStanding(ask: ResendAsk | null, delivery: Delivery): ask is ResendAsk {
  return ask !== null && delivery.state === 'unknown' && ask.askedAt >= delivery.stateSince;
}
