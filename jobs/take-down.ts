import { removeTakenDown } from '../src/actions/deliveries/remove-taken-down.ts';
import type { Context } from '../src/context.ts';

/** Removes from the platforms what two people took down. */
export function takeDownJob(ctx: Context): () => Promise<void> {
  return async () => {
    const calls = await removeTakenDown(ctx);
    if (calls > 0) ctx.log.info({ calls }, 'posts were taken down');
  };
}
