import { sweepDeliveries } from '../src/actions/deliveries/sweep-deliveries.ts';
import type { Context } from '../src/context.ts';

/** Finds deliveries that no alarm and no worker looks after. */
export function sweepJob(ctx: Context): () => Promise<void> {
  return async () => {
    const found = await sweepDeliveries(ctx);
    if (found > 0)
      ctx.log.warn({ deliveries: found }, 'deliveries were found that nobody looked after');
  };
}
