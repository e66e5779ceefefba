import type {
  CancelReason,
  Delivery,
  DeliveryState,
  WaitingReason,
} from '../../domain/deliveries/delivery.ts';
import type { NoticeKind } from '../../domain/notices/notice.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';

const noticeOf: Partial<Record<WaitingReason, NoticeKind>> = {
  late: 'delivery-late',
  hold: 'delivery-held',
  budget: 'delivery-late',
  altered: 'delivery-altered',
  connection: 'channel-disconnected',
};

/** Makes a delivery wait for a person, who is told why; false when it moved on meanwhile. */
export async function makeWait(
  ctx: ActionContext,
  delivery: Delivery,
  from: Extract<DeliveryState, 'planned' | 'claimed'>,
  reason: WaitingReason,
): Promise<boolean> {
  const kind = noticeOf[reason];
  const notices = kind === undefined ? [] : await noticesAbout(ctx, delivery, kind, reason);
  return ctx.inTransaction(async (tx) => {
    const at = ctx.clock.now();
    const moved = await ctx.stores.deliveries.moveDelivery(
      { id: delivery.id, from, to: 'waiting', at, change: { reason }, ...leaseOf(delivery, from) },
      tx,
    );
    if (!moved) return false;
    const altered = reason === 'altered';
    if (altered) ctx.log.error({ deliveryId: delivery.id }, 'a delivery is not what was approved');
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: altered ? 'delivery.altered' : 'delivery.waiting',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, reason },
        }),
      ],
      tx,
    );
    await ctx.stores.notices.insertNotices(notices, tx);
    return true;
  });
}

/** Cancels a claimed delivery whose approval no longer stands. */
export async function cancelClaimed(
  ctx: ActionContext,
  delivery: Delivery,
  reason: CancelReason,
): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    const moved = await ctx.stores.deliveries.moveDelivery(
      {
        id: delivery.id,
        from: 'claimed',
        to: 'cancelled',
        at: ctx.clock.now(),
        change: { reason },
        ...leaseOf(delivery, 'claimed'),
      },
      tx,
    );
    if (!moved) return;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'delivery.cancelled',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, reason },
        }),
      ],
      tx,
    );
  });
}

/** Gives a claim back: nothing was begun, another look finds it again. */
export async function giveBack(ctx: ActionContext, delivery: Delivery): Promise<void> {
  await ctx.stores.deliveries.moveDelivery({
    id: delivery.id,
    from: 'claimed',
    to: 'planned',
    at: ctx.clock.now(),
    change: {},
    ...leaseOf(delivery, 'claimed'),
  });
}

function leaseOf(delivery: Delivery, from: DeliveryState): { leaseToken?: string } {
  return from === 'claimed' && delivery.lease !== null ? { leaseToken: delivery.lease.token } : {};
}
