import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { HOLD_BLOCK, waitingEntry } from './hold-back.ts';
import { noticesToAuthors } from './hold-notices.ts';

/**
 * Takes an ended hold off everything that it covered. Nothing is planned by that: what no other hold
 * covers stands on the review list, with an entry and a notice for each delivery. Returns how many
 * deliveries are to be reviewed.
 */
export async function freeHeld(ctx: ActionContext, holdId: string): Promise<number> {
  let count = 0;
  for (;;) {
    const block = await ctx.stores.deliveries.listUnder(holdId, HOLD_BLOCK);
    if (block.length === 0) return count;
    count += await freeBlock(ctx, holdId, block);
  }
}

async function freeBlock(
  ctx: ActionContext,
  holdId: string,
  block: readonly Delivery[],
): Promise<number> {
  const notices = await noticesToAuthors(ctx, block, 'delivery-review', { reason: 'hold' });
  return ctx.inTransaction(async (tx) => {
    // Read again inside the transaction: the entries tell of the rows that it writes.
    const rows = await ctx.stores.deliveries.listUnder(holdId, HOLD_BLOCK, tx);
    const now = rows.filter((row) => notices.has(row.id));
    const review = now.filter((row) => toReview(row, holdId));
    await ctx.stores.deliveries.takeHoldOff(
      holdId,
      now.map((row) => row.id),
      ctx.clock.now(),
      tx,
    );
    await ctx.stores.audit.insertEntries(
      [
        ...now.filter(stillPlanned).map((row) => waitingEntry(ctx, row)),
        ...review.map((row) =>
          auditEntry(ctx, theDesk, {
            action: 'delivery.review',
            objectType: 'delivery',
            objectId: row.id,
            unitId: row.unitId,
            detail: { postId: row.postId, holdId },
          }),
        ),
      ],
      tx,
    );
    await ctx.stores.notices.insertNotices(
      review.flatMap((row) => notices.get(row.id) ?? []),
      tx,
    );
    return review.length;
  });
}

function stillPlanned({ state }: Delivery): boolean {
  return state === 'planned' || state === 'claimed';
}

function toReview(row: Delivery, holdId: string): boolean {
  const waits = stillPlanned(row) || (row.state === 'waiting' && row.reason === 'hold');
  return waits && row.holdIds.every((id) => id === holdId);
}
