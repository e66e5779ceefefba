import type { Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { nextFreeAt, pauseFor } from '../../domain/deliveries/pace.ts';
import type { TurnEnd } from '../../stores/turns-store.ts';
import type { ActionContext } from '../context.ts';
import type { Block } from './block.ts';
import { postponeChannel } from './postpone-channel.ts';

/** A turn that ended with a call; `pausedUntil` when the platform asks the channel to be silent. */
export type EndedTurn = { end: TurnEnd; pausedUntil: Date | null };

/**
 * How a channel's turn ends after a call: the channel is silent for as long as it must be. A thread
 * that goes on is one post to its readers: it waits for no gap between its parts, counts once, and
 * is silent only when the platform asks for it.
 */
export function turnAfterCall(
  ctx: ActionContext,
  { lease: { token }, recent }: Block,
  { channelId, platform }: Delivery,
  outcome: PublishOutcome,
  goesOn = false,
): EndedTurn {
  const now = ctx.clock.now();
  const posted = outcome.kind !== 'refused' && !goesOn;
  const past = recent.get(channelId) ?? [];
  const allowance = outcome.allowance ?? null;
  const freeAt = goesOn
    ? (pauseFor(allowance, now) ?? now)
    : nextFreeAt(ctx.paces[platform], { recent: posted ? [...past, now] : past, now, allowance });
  const limited = outcome.kind === 'refused' && outcome.reason === 'rate-limited';
  const asked = limited && outcome.retry.kind === 'at' ? outcome.retry.at : null;
  const silentUntil = asked !== null && asked > freeAt ? asked : freeAt;
  return {
    end: { token, channelId, freeAt: silentUntil, postedAt: posted ? now : null },
    pausedUntil: asked ?? pauseFor(allowance, now),
  };
}

/** Ends turns whose calls have their outcomes written, all in one write. */
export async function endTurns(ctx: ActionContext, ended: readonly EndedTurn[]): Promise<void> {
  await ctx.stores.turns.endTurns(ended.map((one) => one.end));
  for (const { end, pausedUntil } of ended) {
    if (pausedUntil !== null) await postponeChannel(ctx, end.channelId, pausedUntil);
  }
}

/** Gives turns back that led to no call. */
export async function giveTurnsBack(
  ctx: ActionContext,
  { token }: Lease,
  channelIds: readonly string[],
): Promise<void> {
  const freeAt = ctx.clock.now();
  await ctx.stores.turns.endTurns(
    channelIds.map((channelId) => ({ token, channelId, freeAt, postedAt: null })),
  );
}
