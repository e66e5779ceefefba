import type { DeskEvent } from '../../domain/events/event.ts';
import { isNamed } from '../../domain/events/signal.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';

const MOST_LOOKED_AT = 200;

/** Events for whose signal something approved waits, and whose signal is this person's to give. */
export async function listWaitingSignals(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
): Promise<DeskEvent[]> {
  const unitIds = scopeOf(actor, 'event.release');
  if (unitIds.length === 0) return [];
  const planned = await ctx.stores.events.listEvents({
    unitIds,
    states: ['planned'],
    lastFirst: true,
    limit: MOST_LOOKED_AT,
  });
  const named = planned.filter((event) => isNamed(event, actor.personId));
  const waiting = await ctx.stores.deliveries.listDeliveriesOfEvents(named.map((one) => one.id));
  return named.filter((event) =>
    waiting.some((one) => one.eventId === event.id && one.reason === 'release'),
  );
}
