import { collectFollowers } from '../src/actions/audience/collect-followers.ts';
import type { Context } from '../src/context.ts';

/** Counts followers once a Hanoi day for each channel that was not counted yet. */
export function collectFollowersJob(ctx: Context): () => Promise<void> {
  return async () => {
    const counted = await collectFollowers(ctx);
    if (counted > 0) ctx.log.info({ channels: counted }, 'followers were counted');
  };
}
