import type { Drain } from '../src/actions/deliveries/drain-deliveries.ts';
import { runPreflight } from '../src/actions/deliveries/run-preflight.ts';
import type { Context } from '../src/context.ts';

/**
 * Looks at what goes out soon, so that people learn in time what would keep it back, and has videos
 * uploaded before their time.
 */
export function preflightJob(ctx: Context, drain: Pick<Drain, 'stageAhead'>): () => Promise<void> {
  return async () => {
    const looked = await runPreflight(ctx, drain.stageAhead);
    if (looked > 0) ctx.log.debug({ deliveries: looked }, 'what goes out soon was looked at');
  };
}
