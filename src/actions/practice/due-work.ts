import { collectFollowers } from '../audience/collect-followers.ts';
import { collectSamples } from '../audience/collect-samples.ts';
import type { ActionContext } from '../context.ts';
import type { Drain } from '../deliveries/drain-deliveries.ts';
import { readBack } from '../deliveries/read-back.ts';
import { sweepDeliveries } from '../deliveries/sweep-deliveries.ts';
import { sendDueReport } from '../reports/send-weekly-report.ts';
import type { DueWork } from './walk-time.ts';

/** Everything a worker does at one moment of practice time, in the order of a real day. */
export function dueWork(ctx: ActionContext, drain: Drain): DueWork {
  return async () => {
    await drain.wake({ unbounded: true });
    await drain.settled();
    await sweepDeliveries(ctx);
    await readBack(ctx);
    await collectSamples(ctx);
    await collectFollowers(ctx);
    await sendDueReport(ctx);
    const now = ctx.clock.now();
    return (await ctx.stores.deliveries.countBusy(now)) > 0;
  };
}
