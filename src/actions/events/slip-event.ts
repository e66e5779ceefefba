import { allow, refuse } from '../../domain/decision.ts';
import { decideSlip } from '../../domain/events/decide-event.ts';
import type { EventRefusal } from '../../domain/events/decide-event.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { planSlip } from '../../domain/events/slip.ts';
import type { SlipLine } from '../../domain/events/slip.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { EventMove } from '../../stores/deliveries/delivery-events.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { noticesAbout } from '../deliveries/delivery-notices.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changeEvent } from './change-event.ts';
import type { EventRefused } from './change-event.ts';
import { approvedTimings } from './event-facts.ts';
import { noticesAboutEvent } from './event-notices.ts';

export type SlipOutcome =
  { ok: true; event: DeskEvent; lines: SlipLine[] } | EventRefused<EventRefusal>;

/**
 * Moves an event to another start. Its deliveries keep step inside the windows that were approved;
 * what would leave its window waits, and its approval is asked again.
 */
export async function slipEvent(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor; version: number; startsAt: Date },
): Promise<SlipOutcome> {
  return slipTo(ctx, request, (event) => ({
    startsAt: request.startsAt,
    slippedFrom: event.startsAt,
  }));
}

/** Takes the last slip back: the event and what kept step with it return by the same rule. */
export async function undoSlip(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor; version: number },
): Promise<SlipOutcome> {
  return slipTo(ctx, request, (event) =>
    event.slippedFrom === null ? null : { startsAt: event.slippedFrom, slippedFrom: null },
  );
}

/** What a slip to this start would do to each delivery: shown before anybody confirms it. */
export async function linesOfSlip(
  ctx: ActionContext,
  event: DeskEvent,
  startsAt: Date,
  tx?: Tx,
): Promise<SlipLine[]> {
  const deliveries = await ctx.stores.deliveries.listDeliveriesOfEvents([event.id], tx);
  const timings = await approvedTimings(ctx, deliveries);
  return planSlip({ event, startsAt, deliveries, timings, now: ctx.clock.now() });
}

async function slipTo(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor; version: number },
  target: (event: DeskEvent) => Pick<DeskEvent, 'startsAt' | 'slippedFrom'> | null,
): Promise<SlipOutcome> {
  const { actor, version } = request;
  let lines: SlipLine[] = [];
  const outcome = await changeEvent<EventRefusal>(ctx, request, async (event, tx) => {
    const to = target(event);
    if (to === null) return refuse('not-slipped');
    const now = ctx.clock.now();
    const decision = decideSlip(event, actor, { version, startsAt: to.startsAt, now });
    if (!decision.ok) return decision;
    lines = await linesOfSlip(ctx, event, to.startsAt, tx);
    const moved = await ctx.stores.deliveries.moveWithEvent(movesOf(lines), now, tx);
    if (moved < movesOf(lines).length) return refuse('stale');
    const changed = { ...event, ...to, updatedAt: now };
    return allow({
      event: changed,
      entries: [entryOf(ctx, actor, event, changed), ...lines.flatMap(entriesOf(ctx, actor))],
      notices: [
        ...(await noticesAboutEvent(ctx, changed, 'event-slipped', actor)),
        ...(await noticesOfLines(ctx, lines)),
      ],
    });
  });
  if (!outcome.ok) return outcome;
  await setAlarms(ctx, lines);
  return { ok: true, event: outcome.event, lines };
}

function movesOf(lines: readonly SlipLine[]): EventMove[] {
  return lines.flatMap(({ delivery, effect, dueAt }): EventMove[] => {
    const { id, state, reason } = delivery;
    const from = { state, reason };
    switch (effect) {
      case 'slips':
      case 'returns':
        return [{ id, from, to: { state: 'planned', reason: null, dueAt } }];
      case 'asks':
        return [{ id, from, to: { state: 'waiting', reason: 'slipped', dueAt } }];
      case 'signal':
      case 'signal-lapses':
      case 'stays':
        return dueAt.getTime() === delivery.dueAt.getTime()
          ? []
          : [{ id, from, to: { state, reason, dueAt } }];
    }
  });
}

function entryOf(ctx: ActionContext, actor: Actor, before: DeskEvent, after: DeskEvent) {
  return auditEntry(ctx, actor, {
    action: 'event.slipped',
    objectType: 'event',
    objectId: after.id,
    unitId: after.unitId,
    detail: { from: before.startsAt.toISOString(), to: after.startsAt.toISOString() },
  });
}

function entriesOf(ctx: ActionContext, actor: Actor) {
  return ({ delivery, effect, dueAt }: SlipLine) => {
    if (effect !== 'slips' && effect !== 'returns' && effect !== 'asks') return [];
    return [
      auditEntry(ctx, actor, {
        action: effect === 'asks' ? 'delivery.waiting' : 'delivery.slipped',
        objectType: 'delivery',
        objectId: delivery.id,
        unitId: delivery.unitId,
        detail: {
          postId: delivery.postId,
          reason: 'slipped',
          from: delivery.dueAt.toISOString(),
          to: dueAt.toISOString(),
        },
      }),
    ];
  };
}

async function noticesOfLines(ctx: ActionContext, lines: readonly SlipLine[]) {
  const asking = lines.filter(({ effect }) => effect === 'asks' || effect === 'signal-lapses');
  const notices = await Promise.all(
    asking.map(({ delivery }) => noticesAbout(ctx, delivery, 'delivery-slipped', 'slipped')),
  );
  return notices.flat();
}

/** Alarms come after the commit; should the process end here, the sweep finds what is due. */
async function setAlarms(ctx: ActionContext, lines: readonly SlipLine[]): Promise<void> {
  const due = lines.filter(({ effect }) => effect === 'slips' || effect === 'returns');
  for (const time of new Set(due.map((line) => line.dueAt.getTime()))) {
    try {
      await ctx.alarmClock.setAlarm('deliveries-due', new Date(time));
    } catch (error) {
      ctx.log.warn({ err: error }, 'an alarm could not be set; the sweep will find what is due');
    }
  }
}
