import type { Actor } from '../../domain/people/person.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { standingState } from '../../domain/events/carried.ts';
import { isPartlyOut } from '../../domain/deliveries/thread.ts';
import { holdsOver } from '../../domain/deliveries/hold.ts';
import { refuse } from '../../domain/decision.ts';
import type { EventMove } from '../../stores/deliveries/delivery-events.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { approvedTimings, findEventOf } from '../events/event-facts.ts';
import { noticesToAuthors } from '../holds/hold-notices.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type ReleaseRefusal =
  | 'not-found'
  | 'forbidden'
  | 'not-waiting'
  | 'withdrawn'
  | 'window-over'
  | 'held'
  | 'outside-window'
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

/**
 * Lets a person send what waits, as long as its approved window is open: at its own time, at once
 * when that has passed, or at another time inside the window.
 */
export async function releaseDelivery(
  ctx: ActionContext,
  request: { deliveryId: string; actor: Actor; at?: Date },
): Promise<{ ok: true; dueAt: Date } | { ok: false; reason: ReleaseRefusal }> {
  const { actor } = request;
  const delivery = await ctx.stores.deliveries.findDelivery(
    request.deliveryId,
    scopeOf(actor, 'delivery.read'),
  );
  if (delivery === null) return refuse('not-found');
  const now = ctx.clock.now();
  const wished = request.at ?? delivery.dueAt;
  const decision = decideRelease({ ...delivery, dueAt: wished }, actor, now);
  if (!decision.ok) return decision;
  const dueAt = wished > now ? wished : now;
  if (dueAt < delivery.notBefore || dueAt > delivery.until) return refuse('outside-window');
  const wasHeld = delivery.reason === 'hold';
  const notices = wasHeld
    ? await noticesToAuthors(ctx, [delivery], 'delivery-confirmed', { by: actor.name }, [
        actor.personId,
      ])
    : null;
  const moved = await ctx.inTransaction(async (tx) => {
    // A hold that is being started has its stamps to set yet: the hold itself is asked as well.
    if (await isHeld(ctx, delivery, tx)) return refuse('held');
    const goesOn = await goesOnAs(ctx, delivery, dueAt, tx);
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
          detail: {
            postId: delivery.postId,
            waitedFor: delivery.reason,
            from: delivery.dueAt.toISOString(),
            dueAt: dueAt.toISOString(),
          },
        }),
      ],
      tx,
    );
    const told = ['delivery-held', 'delivery-review', 'delivery-late'] as const;
    await ctx.stores.notices.settleOfDelivery(delivery.id, told, now, tx);
    await ctx.stores.notices.insertNotices(notices?.get(delivery.id) ?? [], tx);
    return { ok: true as const, goesOn };
  });
  if (!moved.ok) return moved;
  if (moved.goesOn.state === 'planned')
    await ctx.alarmClock.setAlarm('deliveries-due', moved.goesOn.dueAt);
  return { ok: true, dueAt: moved.goesOn.dueAt };
}

async function isHeld(ctx: ActionContext, delivery: Delivery, tx: Tx): Promise<boolean> {
  const holds = await ctx.stores.holds.listHoldsInForce(tx);
  if (holds.length === 0) return false;
  const post = await ctx.stores.posts.findPost(delivery.postId, undefined, tx);
  const channel = await ctx.stores.channels.findChannel(delivery.channelId);
  return post === null || holdsOver(holds, post, channel).length > 0;
}

/**
 * What a delivery becomes when a person lets it go on: planned, or, when it was approved for a
 * signal that nobody gave yet, waiting for that signal. Null while its event is cancelled.
 */
async function goesOnAs(
  ctx: ActionContext,
  delivery: Delivery,
  dueAt: Date,
  tx: Tx,
): Promise<EventMove['to'] | null> {
  const planned = { state: 'planned', reason: null } as const;
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
