import { dayOf } from '../../domain/time/zones.ts';
import { collectFollowers } from '../audience/collect-followers.ts';
import { collectSamples } from '../audience/collect-samples.ts';
import { rebuildRollUps } from '../audience/rebuild-roll-ups.ts';
import type { RollUp } from '../audience/rebuild-roll-ups.ts';
import type { ActionContext } from '../context.ts';
import type { Drain } from '../deliveries/drain-deliveries.ts';
import { readBack } from '../deliveries/read-back.ts';
import { sweepDeliveries } from '../deliveries/sweep-deliveries.ts';
import { sendDueReport } from '../reports/send-weekly-report.ts';
import type { DueWork } from './walk-time.ts';

/** Everything a worker does at one moment of practice time, in the order of a real day. */
export function dueWork(
  ctx: ActionContext,
  drain: Drain,
  rollUp: RollUp = rebuildRollUps,
): DueWork {
  let countedDay = '';
  const countFollowers = async (): Promise<void> => {
    const day = dayOf(ctx.clock.now());
    if (day === countedDay) return;
    await collectFollowers(ctx, rollUp);
    countedDay = day;
  };
  return async () => {
    await drain.wake({ unbounded: true });
    await drain.settled();
    await Promise.all([
      sweepDeliveries(ctx),
      readBack(ctx),
      collectSamples(ctx, rollUp),
      countFollowers(),
    ]);
    await sendDueReport(ctx);
    const now = ctx.clock.now();
    if ((await ctx.stores.deliveries.countBusy(now)) === 0) return false;
    const silent = await ctx.stores.turns.listBusyChannels(now, ctx.clock.real());
    return (await ctx.stores.deliveries.countBusy(now, silent)) > 0;
  };
}
