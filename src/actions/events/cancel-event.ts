import { allow } from '../../domain/decision.ts';
import type { Decision } from '../../domain/decision.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideCancellation, decideEnd, decideRevival } from '../../domain/events/decide-event.ts';
import type { EventRefusal } from '../../domain/events/decide-event.ts';
import type { DeskEvent, EventState } from '../../domain/events/event.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { AuditAction } from '../../domain/records/audit.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changeEvent } from './change-event.ts';
import type { EventRefused } from './change-event.ts';
import { noticesAboutEvent } from './event-notices.ts';

type Request = { eventId: string; actor: Actor };
type Outcome = { ok: true; event: DeskEvent } | EventRefused<EventRefusal>;

/** Cancels an event: nothing of it goes out any more, and everyone concerned is told. */
export async function cancelEvent(ctx: ActionContext, request: Request): Promise<Outcome> {
  return changeState(ctx, request, {
    action: 'event.cancelled',
    decide: (event) => decideCancellation(event, request.actor),
    before: async (event, tx) => {
      const stopped = (await openDeliveries(ctx, event, tx)).filter(isStopped);
      await ctx.stores.deliveries.moveWithEvent(
        stopped.map(({ id, state, reason, dueAt }) => ({
          id,
          from: { state, reason },
          to: { state: 'waiting', reason: 'event-cancelled', dueAt },
        })),
        ctx.clock.now(),
        tx,
      );
      return stopped;
    },
  });
}

/** Takes a cancellation back. Nothing fires: each delivery goes on when a person says so. */
export async function reviveEvent(ctx: ActionContext, request: Request): Promise<Outcome> {
  return changeState(ctx, request, {
    action: 'event.revived',
    decide: (event) => decideRevival(event, request.actor),
    before: () => Promise.resolve([]),
  });
}

/** Closes an event that took place and of which nothing is left to go out. */
export async function endEvent(ctx: ActionContext, request: Request): Promise<Outcome> {
  return changeState(ctx, request, {
    action: 'event.ended',
    decide: async (event, tx) =>
      decideEnd(event, request.actor, {
        openDeliveries: (await openDeliveries(ctx, event, tx)).length,
        now: ctx.clock.now(),
      }),
    before: () => Promise.resolve([]),
  });
}

type StateChange = {
  action: Extract<AuditAction, 'event.cancelled' | 'event.revived' | 'event.ended'>;
  decide(
    event: DeskEvent,
    tx: Tx,
  ): Decision<EventState, EventRefusal> | Promise<Decision<EventState, EventRefusal>>;
  /** What is done to deliveries; those are audited one by one. */
  before(event: DeskEvent, tx: Tx): Promise<Delivery[]>;
};

async function changeState(
  ctx: ActionContext,
  request: Request,
  change: StateChange,
): Promise<Outcome> {
  const { actor } = request;
  return changeEvent<EventRefusal>(ctx, request, async (event, tx) => {
    const decision = await change.decide(event, tx);
    if (!decision.ok) return decision;
    const stopped = await change.before(event, tx);
    const changed = { ...event, state: decision.value, updatedAt: ctx.clock.now() };
    return allow({
      event: changed,
      entries: [
        auditEntry(ctx, actor, {
          action: change.action,
          objectType: 'event',
          objectId: event.id,
          unitId: event.unitId,
          detail: { deliveries: stopped.length },
        }),
        ...stopped.map((delivery) =>
          auditEntry(ctx, actor, {
            action: 'delivery.waiting',
            objectType: 'delivery',
            objectId: delivery.id,
            unitId: delivery.unitId,
            detail: { postId: delivery.postId, reason: 'event-cancelled' },
          }),
        ),
      ],
      notices:
        change.action === 'event.ended'
          ? []
          : await noticesAboutEvent(
              ctx,
              changed,
              change.action === 'event.cancelled' ? 'event-cancelled' : 'event-revived',
              actor,
            ),
    });
  });
}

async function openDeliveries(ctx: ActionContext, event: DeskEvent, tx: Tx): Promise<Delivery[]> {
  const all = await ctx.stores.deliveries.listDeliveriesOfEvents([event.id], tx);
  return all.filter(({ state }) =>
    ['planned', 'claimed', 'sending', 'unknown', 'waiting'].includes(state),
  );
}

/** What has not begun to go out and would go on by itself, by the signal or with the event. */
function isStopped({ state, reason }: Delivery): boolean {
  if (state === 'planned' || state === 'claimed') return true;
  return state === 'waiting' && (reason === 'release' || reason === 'slipped');
}
