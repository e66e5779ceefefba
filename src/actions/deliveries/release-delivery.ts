import type { Actor } from '../../domain/people/person.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { standingState } from '../../domain/events/carried.ts';
import { isPartlyOut } from '../../domain/deliveries/thread.ts';
import { refuse } from '../../domain/decision.ts';
import type { EventMove } from '../../stores/deliveries/delivery-events.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { approvedTimings, findEventOf } from '../events/event-facts.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type ReleaseRefusal =
  | 'not-found'
  | 'forbidden'
  | 'not-waiting'
  | 'withdrawn'
  | 'window-over'
  | 'held'
  | 'needs-signal'
  | 'needs-approval'
  | 'event-cancelled';

/**
 * Decides whether a waiting delivery may go out now, inside the window that was approved; or the
 * rest of a thread that was refused in its middle.
 */
export function decideRelease(
  delivery: Delivery,
  actor: Actor,
  now: Date,
): { ok: true } | { ok: false; reason: ReleaseRefusal } {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (!isStopped(delivery)) return refuse('not-waiting');
  if (delivery.reason === 'altered') return refuse('forbidden');
  if (delivery.reason === 'release') return refuse('needs-signal');
  if (delivery.reason === 'slipped') return refuse('needs-approval');
  if (delivery.reason === 'cut-short') return refuse('withdrawn');
  if (delivery.heldBy !== null) return refuse('held');
  return now > delivery.until || delivery.dueAt > delivery.until
    ? refuse('window-over')
    : { ok: true };
}

function isStopped(delivery: Delivery): boolean {
  return delivery.state === 'waiting' || (delivery.state === 'refused' && isPartlyOut(delivery));
}

/** Lets a person send what waits, as long as its approved window is open. */
export async function releaseDelivery(
  ctx: ActionContext,
  request: { deliveryId: string; actor: Actor },
): Promise<{ ok: true } | { ok: false; reason: ReleaseRefusal }> {
  const { actor } = request;
  const delivery = await ctx.stores.deliveries.findDelivery(
    request.deliveryId,
    scopeOf(actor, 'delivery.read'),
  );
  if (delivery === null) return refuse('not-found');
  const now = ctx.clock.now();
  const decision = decideRelease(delivery, actor, now);
  if (!decision.ok) return decision;
  const moved = await ctx.inTransaction(async (tx) => {
    const goesOn = await goesOnAs(ctx, delivery, now, tx);
    if (goesOn === null) return refuse('event-cancelled');
    const done = await ctx.stores.deliveries.moveWithEvent(
      [{ id: delivery.id, from: { state: delivery.state, reason: delivery.reason }, to: goesOn }],
      now,
      tx,
    );
    if (done === 0) return refuse('not-waiting');
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'delivery.released',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, waitedFor: delivery.reason },
        }),
      ],
      tx,
    );
    return { ok: true as const, goesOn };
  });
  if (!moved.ok) return moved;
  if (moved.goesOn.state === 'planned')
    await ctx.alarmClock.setAlarm('deliveries-due', moved.goesOn.dueAt);
  return { ok: true };
}

/**
 * What a delivery becomes when a person lets it go on: planned, or, when it was approved for a
 * signal that nobody gave yet, waiting for that signal. Null while its event is cancelled.
 */
async function goesOnAs(
  ctx: ActionContext,
  delivery: Delivery,
  now: Date,
  tx: Tx,
): Promise<EventMove['to'] | null> {
  const planned = { state: 'planned', reason: null } as const;
  const dueAt = delivery.dueAt > now ? delivery.dueAt : now;
  if (delivery.eventId === null) return { ...planned, dueAt };
  const [carrier, timings] = await Promise.all([
    findEventOf(ctx, delivery.eventId, tx),
    approvedTimings(ctx, [delivery]),
  ]);
  const timing = timings.get(delivery.id);
  const standing = timing === undefined ? planned : standingState(timing, carrier);
  if (standing.reason === 'event-cancelled') return null;
  if (carrier !== null) await ctx.stores.events.touchEvent(carrier.event.id, tx);
  return { ...standing, dueAt: standing.state === 'planned' ? dueAt : delivery.dueAt };
}
