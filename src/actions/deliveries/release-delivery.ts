import type { Actor } from '../../domain/people/person.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { refuse } from '../../domain/decision.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type ReleaseRefusal = 'not-found' | 'forbidden' | 'not-waiting' | 'window-over' | 'held';

/** Decides whether a waiting delivery may go out now, inside the window that was approved. */
export function decideRelease(
  delivery: Delivery,
  actor: Actor,
  now: Date,
): { ok: true } | { ok: false; reason: ReleaseRefusal } {
  if (!can(actor, 'delivery.settle', delivery.unitId)) return refuse('forbidden');
  if (delivery.state !== 'waiting') return refuse('not-waiting');
  if (delivery.reason === 'altered') return refuse('forbidden');
  if (delivery.heldBy !== null) return refuse('held');
  return now > delivery.until ? refuse('window-over') : { ok: true };
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
  const dueAt = delivery.dueAt > now ? delivery.dueAt : now;
  const moved = await ctx.inTransaction(async (tx) => {
    const done = await ctx.stores.deliveries.moveDelivery(
      { id: delivery.id, from: 'waiting', to: 'planned', at: now, change: { reason: null, dueAt } },
      tx,
    );
    if (done) {
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
    }
    return done;
  });
  if (!moved) return refuse('not-waiting');
  await ctx.alarmClock.setAlarm('deliveries-due', dueAt);
  return { ok: true };
}
