import { tidyUnseen } from '../src/actions/deliveries/unseen-media.ts';
import type { Context } from '../src/context.ts';

/** Removes from the platforms pictures and videos that were put there for a post that never came. */
export function tidyUnseenJob(ctx: Context): () => Promise<void> {
  return async () => {
    const removed = await tidyUnseen(ctx);
    if (removed > 0) ctx.log.info({ removed }, 'unseen media were removed from their platforms');
  };
}
