import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { WORKER_LOST } from '../../domain/deliveries/outcome.ts';
import type { ActionContext } from '../context.ts';
import { begunAttempt } from './begun-attempt.ts';
import { settleHolds } from '../holds/settle-holds.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';
import { recordOutcomes } from './record-outcome.ts';
import { giveBack, makeWait } from './set-aside.ts';
import { waitLate } from './wait-late.ts';

/**
 * Finds what no alarm and no worker looks after: claims whose worker went silent before sending go
 * back to planned; calls whose worker went silent become `unknown`, since the post may be out; what
 * is past its window, or came due under a hold, waits for a person; so does what waited for a signal
 * that did not come.
 */
export async function sweepDeliveries(ctx: ActionContext): Promise<number> {
  const { deliveries } = ctx.stores;
  const silent = await deliveries.listExpiredLeases(['claimed', 'sending'], ctx.clock.real());
  for (const delivery of silent) {
    if (delivery.state === 'claimed') await giveBack(ctx, delivery);
    else await recordLost(ctx, delivery);
  }
  await settleHolds(ctx);
  const overdue = await deliveries.listOverdue(ctx.clock.now());
  const late = overdue.filter((one) => one.heldBy === null);
  if (late.length > 0) await waitLate(ctx, late);
  for (const delivery of overdue) {
    if (delivery.heldBy !== null) await makeWait(ctx, delivery, 'planned', 'hold');
  }
  const unsignalled = await deliveries.listUnsignalled(ctx.clock.now());
  for (const delivery of unsignalled) await lapse(ctx, delivery);
  return silent.length + overdue.length + unsignalled.length;
}

/**
 * A worker may end between the write to `sending` and the row of its attempt. Whether it went on to
 * call nobody can say, so the row is made up for: an unknown delivery has its evidence.
 */
async function recordLost(ctx: ActionContext, delivery: Delivery): Promise<void> {
  const { lease, stateSince } = delivery;
  const { attempts } = ctx.stores;
  const known = await attempts.listAttempts([delivery.id]);
  if (!known.some((one) => one.n === delivery.attempts)) {
    await attempts.insertAttempts([
      begunAttempt(delivery, {
        worker: lease?.worker ?? '',
        leaseToken: lease?.token ?? '',
        startedAt: stateSince,
      }),
    ]);
  }
  await recordOutcomes(ctx, [{ delivery, outcome: WORKER_LOST }]);
}

/** The signal did not come while the window was open: it can no more send it, and people are told. */
async function lapse(ctx: ActionContext, delivery: Delivery): Promise<void> {
  const notices = await noticesAbout(ctx, delivery, 'delivery-late', 'late');
  await ctx.inTransaction(async (tx) => {
    const { id, state, reason, dueAt } = delivery;
    const to = { state, reason: 'late', dueAt } as const;
    const at = ctx.clock.now();
    const moves = [{ id, from: { state, reason }, to }];
    if ((await ctx.stores.deliveries.moveWithEvent(moves, at, tx)) === 0) return;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'delivery.waiting',
          objectType: 'delivery',
          objectId: id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, reason: 'late' },
        }),
      ],
      tx,
    );
    await ctx.stores.notices.insertNotices(notices, tx);
  });
}
