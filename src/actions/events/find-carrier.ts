import type { DeskEvent } from '../../domain/events/event.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { unitWithDescendants } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';

/** The event, when it may carry a post of this unit: its own unit's posts and those below it. */
export async function findCarrier(
  ctx: Pick<ActionContext, 'stores'>,
  eventId: string | null,
  unitId: string,
): Promise<DeskEvent | null> {
  if (eventId === null) return null;
  const [event, units] = await Promise.all([
    ctx.stores.events.findEvent(eventId),
    ctx.stores.units.listUnits(),
  ]);
  return event !== null && unitWithDescendants(event.unitId, units).includes(unitId) ? event : null;
}

const MOST_OFFERED = 100;

/** The coming events that an author may choose from. */
export async function listCarriers(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  actor: Actor,
): Promise<DeskEvent[]> {
  return ctx.stores.events.listEvents({
    unitIds: scopeOf(actor, 'event.read'),
    states: ['planned'],
    from: ctx.clock.now(),
    limit: MOST_OFFERED,
  });
}
