import type { DeliveryReason, DeliveryState } from '../deliveries/delivery.ts';
import type { Timing } from '../posts/content.ts';
import type { DeskEvent } from './event.ts';

/** What a person's signal and an event's state mean for something the event carries. */
export type EventStanding = { event: Pick<DeskEvent, 'state' | 'startsAt'>; isReleased: boolean };

/**
 * Where a delivery stands when it is approved, or goes on after its event was revived: it waits
 * while the event is cancelled or its signal is not given, and is planned otherwise.
 */
export function standingState(
  timing: Timing,
  standing: EventStanding | null,
): { state: Extract<DeliveryState, 'planned' | 'waiting'>; reason: DeliveryReason | null } {
  if (standing?.event.state === 'cancelled') return { state: 'waiting', reason: 'event-cancelled' };
  if (timing.kind === 'signal' && standing?.isReleased !== true)
    return { state: 'waiting', reason: 'release' };
  return { state: 'planned', reason: null };
}
