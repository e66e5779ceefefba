import type { ActionContext } from '../context.ts';
import { makeWait } from './set-aside.ts';

/**
 * Puts off everything planned on a channel until the time that the platform asked for. What stays
 * inside its window goes out then; what does not waits for a person, who is told why.
 */
export async function postponeChannel(
  ctx: ActionContext,
  channelId: string,
  to: Date,
): Promise<void> {
  const stranded = await ctx.stores.deliveries.postponeChannel(channelId, to, ctx.clock.now());
  for (const delivery of stranded) await makeWait(ctx, delivery, 'planned', 'rate');
}
