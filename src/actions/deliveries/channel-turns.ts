import type { Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { nextFreeAt, pauseFor } from '../../domain/deliveries/pace.ts';
import type { ActionContext } from '../context.ts';
import type { Block } from './block.ts';
import { postponeChannel } from './postpone-channel.ts';

/** Ends a channel's turn after a call, and keeps the channel silent for as long as it must be. */
export async function endTurn(
  ctx: ActionContext,
  { lease, recent }: Block,
  { channelId, platform }: Delivery,
  outcome: PublishOutcome,
): Promise<void> {
  const now = ctx.clock.now();
  const posted = outcome.kind !== 'refused';
  const past = recent.get(channelId) ?? [];
  const freeAt = nextFreeAt(ctx.paces[platform], {
    recent: posted ? [...past, now] : past,
    now,
    allowance: outcome.allowance ?? null,
  });
  const limited = outcome.kind === 'refused' && outcome.reason === 'rate-limited';
  const asked = limited && outcome.retry.kind === 'at' ? outcome.retry.at : null;
  const silentUntil = asked !== null && asked > freeAt ? asked : freeAt;
  await ctx.stores.turns.endTurns(lease.token, [
    { channelId, freeAt: silentUntil, postedAt: posted ? now : null },
  ]);
  const paused = asked ?? pauseFor(outcome.allowance ?? null, now);
  if (paused !== null) await postponeChannel(ctx, channelId, paused);
}

/** Gives turns back that led to no call. */
export async function giveTurnsBack(
  ctx: ActionContext,
  lease: Lease,
  channelIds: readonly string[],
): Promise<void> {
  const freeAt = ctx.clock.now();
  await ctx.stores.turns.endTurns(
    lease.token,
    channelIds.map((channelId) => ({ channelId, freeAt, postedAt: null })),
  );
}
