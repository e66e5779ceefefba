import { CLAIM_LOOKBACK_MS } from '../../domain/deliveries/last-check.ts';
import type { ActionContext } from '../context.ts';
import { newLease } from './block.ts';
import type { Block } from './block.ts';
import { giveTurnsBack } from './channel-turns.ts';

/** One due delivery a channel: channels do not wait for one another, and none has two calls. */
export async function claimBlock(
  ctx: ActionContext,
  options: { unbounded: boolean; limit: number },
): Promise<Block> {
  const now = ctx.clock.now();
  const real = ctx.clock.real();
  const lease = newLease(ctx);
  const nothing: Block = { lease, deliveries: [], recent: new Map() };
  const due = await ctx.stores.deliveries.listFirstDue({
    now,
    notOlderThan: options.unbounded ? null : new Date(now.getTime() - CLAIM_LOOKBACK_MS),
    limit: options.limit,
    notOnChannels: await ctx.stores.turns.listBusyChannels(now, real),
  });
  if (due.length === 0) return nothing;
  const channelIds = due.map((one) => one.channelId);
  const { token, expiresAt } = lease;
  const recent = await ctx.stores.turns.takeTurns({ channelIds, token, expiresAt, now, real });
  const ids = due.filter((one) => recent.has(one.channelId)).map((one) => one.id);
  const deliveries = await ctx.stores.deliveries.claimDeliveries(ids, lease, now);
  const claimed = new Set(deliveries.map((one) => one.channelId));
  await giveTurnsBack(
    ctx,
    lease,
    [...recent.keys()].filter((id) => !claimed.has(id)),
  );
  return { lease, deliveries, recent };
}
