import { sweepDeliveries } from '../src/actions/deliveries/sweep-deliveries.ts';
import type { WorkerClock } from '../src/actions/deliveries/worker-clock.ts';
import type { Context } from '../src/context.ts';

/**
 * Finds deliveries that no alarm and no worker looks after. By a clock that is off everything would
 * look late or abandoned.
 */
export function sweepJob(ctx: Context, workerClock: WorkerClock): () => Promise<void> {
  return async () => {
    if (await workerClock.isOff()) return;
    const found = await sweepDeliveries(ctx);
    if (found > 0)
      ctx.log.warn({ deliveries: found }, 'deliveries were found that nobody looked after');
  };
}
