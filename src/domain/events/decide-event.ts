import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { DeskEvent, EventState } from './event.ts';

export type EventRefusal =
  | 'forbidden'
  | 'stale'
  | 'cancelled'
  | 'over'
  | 'not-cancelled'
  | 'not-begun'
  | 'work-left'
  | 'start-past'
  | 'same-start'
  | 'not-slipped';

/** An event is changed by whoever manages events in its unit, at the version that they saw. */
export function decideChange(
  event: DeskEvent,
  actor: Actor,
  version: number,
): Decision<null, EventRefusal> {
  if (!can(actor, 'event.manage', event.unitId)) return refuse('forbidden');
  if (event.state === 'over') return refuse('over');
  if (event.state === 'cancelled') return refuse('cancelled');
  return event.version === version ? allow(null) : refuse('stale');
}

/** A coming event may begin at another time, which must lie ahead. */
export function decideSlip(
  event: DeskEvent,
  actor: Actor,
  slip: { version: number; startsAt: Date; now: Date },
): Decision<null, EventRefusal> {
  const change = decideChange(event, actor, slip.version);
  if (!change.ok) return change;
  if (slip.startsAt <= slip.now) return refuse('start-past');
  return slip.startsAt.getTime() === event.startsAt.getTime() ? refuse('same-start') : allow(null);
}

/** A planned event is cancelled whatever version was seen: stopping never waits for a reload. */
export function decideCancellation(
  event: DeskEvent,
  actor: Actor,
): Decision<EventState, EventRefusal> {
  const change = decideChange(event, actor, event.version);
  return change.ok ? allow('cancelled') : change;
}

/** A cancelled event may take place after all. */
export function decideRevival(event: DeskEvent, actor: Actor): Decision<EventState, EventRefusal> {
  if (!can(actor, 'event.manage', event.unitId)) return refuse('forbidden');
  return event.state === 'cancelled' ? allow('planned') : refuse('not-cancelled');
}

/** An event is over once it has begun and nothing of it is left to go out. */
export function decideEnd(
  event: DeskEvent,
  actor: Actor,
  facts: { openDeliveries: number; now: Date },
): Decision<EventState, EventRefusal> {
  const change = decideChange(event, actor, event.version);
  if (!change.ok) return change;
  if (facts.now < event.startsAt) return refuse('not-begun');
  return facts.openDeliveries > 0 ? refuse('work-left') : allow('over');
}
