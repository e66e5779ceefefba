import { allow, refuse } from '../../domain/decision.ts';
import { decideChange } from '../../domain/events/decide-event.ts';
import type { EventRefusal } from '../../domain/events/decide-event.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { actorOf, can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changeEvent } from './change-event.ts';
import type { EventRefused } from './change-event.ts';

/** What a person writes about an event; its start changes by a slip alone. */
export type EventFields = Pick<
  DeskEvent,
  'kind' | 'title' | 'place' | 'zone' | 'releaserId' | 'deputyId'
>;

export type PlanRefusal = EventRefusal | 'person-may-not-release' | 'same-person-twice';

/** Plans an event. The same form sent twice plans one. */
export async function planEvent(
  ctx: ActionContext,
  request: { actor: Actor; eventId: string; unitId: string; startsAt: Date } & EventFields,
): Promise<{ ok: true; event: DeskEvent } | EventRefused<PlanRefusal>> {
  const { actor, eventId, unitId, startsAt, ...fields } = request;
  if (!can(actor, 'event.manage', unitId)) return refuse('forbidden');
  const now = ctx.clock.now();
  if (startsAt <= now) return refuse('start-past');
  const named = await refuseNamed(ctx, unitId, fields);
  if (named !== null) return refuse(named);
  return ctx.inTransaction(async (tx) => {
    const known = await ctx.stores.events.findEvent(eventId, undefined, tx);
    if (known !== null)
      return known.createdBy === actor.personId ? { ok: true, event: known } : refuse('forbidden');
    const event: DeskEvent = {
      ...fields,
      id: eventId,
      unitId,
      startsAt,
      state: 'planned',
      slippedFrom: null,
      version: 1,
      createdBy: actor.personId,
      createdAt: now,
      updatedAt: now,
    };
    await ctx.stores.events.insertEvent(event, tx);
    await ctx.stores.audit.insertEntries([entryOf(ctx, actor, event, 'event.created')], tx);
    return { ok: true, event };
  });
}

/** Changes what an event is called, where it is and who gives its signal. */
export async function editEvent(
  ctx: ActionContext,
  request: { actor: Actor; eventId: string; version: number } & EventFields,
): Promise<{ ok: true; event: DeskEvent } | EventRefused<PlanRefusal>> {
  const { actor, eventId, version, ...fields } = request;
  return changeEvent<PlanRefusal>(ctx, { eventId, actor }, async (event) => {
    const decision = decideChange(event, actor, version);
    if (!decision.ok) return decision;
    const named = await refuseNamed(ctx, event.unitId, fields);
    if (named !== null) return refuse(named);
    const changed = { ...event, ...fields, updatedAt: ctx.clock.now() };
    return allow({
      event: changed,
      entries: [entryOf(ctx, actor, changed, 'event.changed')],
      notices: [],
    });
  });
}

/** Only somebody who may give signals in the unit can be named, and the deputy is another person. */
async function refuseNamed(
  ctx: ActionContext,
  unitId: string,
  { releaserId, deputyId }: EventFields,
): Promise<PlanRefusal | null> {
  if (releaserId !== null && releaserId === deputyId) return 'same-person-twice';
  const ids = [releaserId, deputyId].filter((id) => id !== null);
  if (ids.length === 0) return null;
  const [people, units] = await Promise.all([
    ctx.stores.people.listPeople({ ids }),
    ctx.stores.units.listUnits(),
  ]);
  const able = people.filter(
    (one) => one.state === 'active' && can(actorOf(one, units), 'event.release', unitId),
  );
  return able.length === ids.length ? null : 'person-may-not-release';
}

function entryOf(
  ctx: ActionContext,
  actor: Actor,
  event: DeskEvent,
  action: 'event.created' | 'event.changed',
) {
  return auditEntry(ctx, actor, {
    action,
    objectType: 'event',
    objectId: event.id,
    unitId: event.unitId,
    detail: {
      kind: event.kind,
      startsAt: event.startsAt.toISOString(),
      releaser: event.releaserId,
      deputy: event.deputyId,
    },
  });
}
