import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesToAuthors } from './hold-notices.ts';

/** So many rows change in one transaction: few enough that a busy worker seldom gets in its way. */
export const HOLD_BLOCK = 100;

/**
 * Makes everything that is planned under a hold wait for a person, with an entry and a notice for
 * each delivery. Returns how many that were.
 */
export async function holdBackPlanned(ctx: ActionContext): Promise<number> {
  let count = 0;
  for (;;) {
    const block = await ctx.stores.deliveries.listHeldPlanned(HOLD_BLOCK);
    if (block.length === 0) return count;
    const held = await holdBlockBack(ctx, block);
    count += held;
    // All of them moved on meanwhile: whoever moved them looks after them.
    if (held === 0) return count;
  }
}

async function holdBlockBack(ctx: ActionContext, block: readonly Delivery[]): Promise<number> {
  const notices = await noticesToAuthors(ctx, block, 'delivery-held', { reason: 'hold' });
  return ctx.inTransaction(async (tx) => {
    const moved = await ctx.stores.deliveries.holdBack(
      block.map((one) => one.id),
      ctx.clock.now(),
      tx,
    );
    const held = block.filter((one) => moved.includes(one.id));
    await ctx.stores.audit.insertEntries(
      held.map((delivery) => waitingEntry(ctx, delivery)),
      tx,
    );
    await ctx.stores.notices.insertNotices(
      held.flatMap((one) => notices.get(one.id) ?? []),
      tx,
    );
    return held.length;
  });
}

/** The record of a delivery that a hold keeps back. */
export function waitingEntry(ctx: ActionContext, delivery: Delivery) {
  return auditEntry(ctx, theDesk, {
    action: 'delivery.waiting',
    objectType: 'delivery',
    objectId: delivery.id,
    unitId: delivery.unitId,
    detail: { postId: delivery.postId, reason: 'hold', holdId: delivery.heldBy },
  });
}
