import type { Delivery } from '../deliveries/delivery.ts';
import type { Timing } from '../posts/content.ts';
import type { DeskEvent } from './event.ts';

/**
 * What a slip does to a delivery:
 * - `slips`: it goes out by the same shift, inside the window that was approved;
 * - `returns`: it waited because of an earlier slip and its time is inside the window again;
 * - `asks`: its time is outside the window, so it waits and its approval is asked again;
 * - `signal`: it waits for the signal, whenever the event begins;
 * - `signal-lapses`: it waits for the signal, and its window ends before the event begins;
 * - `stays`: it waits for another reason, and its time keeps step with the event.
 */
export type SlipEffect = 'slips' | 'returns' | 'asks' | 'signal' | 'signal-lapses' | 'stays';

export type SlipLine = { delivery: Delivery; effect: SlipEffect; dueAt: Date };

/**
 * Decides what becomes of an event's deliveries when it begins at another time. A new time is
 * never before the approved one, never past its window and never in the past. What went out, or
 * may have, and what goes out as soon as it is approved has no line.
 */
export function planSlip(slip: {
  event: Pick<DeskEvent, 'startsAt'>;
  startsAt: Date;
  deliveries: readonly Delivery[];
  /** The approved timing of each delivery, by its id. */
  timings: ReadonlyMap<string, Timing>;
  now: Date;
}): SlipLine[] {
  const shiftMs = slip.startsAt.getTime() - slip.event.startsAt.getTime();
  return slip.deliveries.flatMap((delivery): SlipLine[] => {
    const timing = slip.timings.get(delivery.id);
    if (timing?.kind === 'signal') return signalLine(delivery, slip.startsAt);
    if (timing?.kind !== 'at') return [];
    const dueAt = new Date(delivery.dueAt.getTime() + shiftMs);
    const effect = effectOn(delivery, isOpenAt(delivery, dueAt, slip.now));
    return effect === null ? [] : [{ delivery, effect, dueAt }];
  });
}

/** What waits for money goes on by itself, as what is planned does; the rest waits for a person. */
function effectOn(delivery: Delivery, isOpen: boolean): SlipEffect | null {
  switch (delivery.state) {
    case 'planned':
    case 'claimed':
      return isOpen ? 'slips' : 'asks';
    case 'waiting':
      if (delivery.reason === 'slipped') return isOpen ? 'returns' : 'asks';
      return delivery.reason === 'budget' && !isOpen ? 'asks' : 'stays';
    default:
      return null;
  }
}

/** Inside the approved window and not in the past. */
function isOpenAt({ notBefore, until }: Delivery, dueAt: Date, now: Date): boolean {
  return dueAt >= notBefore && dueAt <= until && dueAt >= now;
}

/** A delivery that waits for the signal is shown where its event begins. */
function signalLine(delivery: Delivery, startsAt: Date): SlipLine[] {
  if (delivery.state !== 'waiting' || delivery.reason !== 'release') return [];
  const effect = delivery.until < startsAt ? 'signal-lapses' : 'signal';
  return [{ delivery, effect, dueAt: signalDueAt(startsAt, delivery) }];
}

/** Where a delivery that waits for a signal stands in lists: when its event begins, in its window. */
export function signalDueAt(
  startsAt: Date,
  { notBefore, until }: Pick<Delivery, 'notBefore' | 'until'>,
): Date {
  if (startsAt < notBefore) return notBefore;
  return startsAt > until ? until : startsAt;
}
