import type { Channel } from '../../domain/channels/channel.ts';
import type { ActionContext } from '../context.ts';

/**
 * Takes so many posts out of a channel's figures of the day; until when figures pause when they do
 * not fit, else null. Reading back has a budget of its own and is never touched by this one.
 */
export async function figuresPauseUntil(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
  posts: number,
): Promise<Date | null> {
  if (posts === 0 || ctx.prices[channel.platform].length === 0) return null;
  const fits = await ctx.stores.spend.takeFigures({
    channelId: channel.id,
    day: utcDay(ctx.clock.now()),
    posts,
    most: ctx.figuresPostsPerDay,
    real: ctx.clock.real(),
  });
  return fits ? null : nextUtcDay(ctx.clock.now());
}

/** Until when a channel's figures pause today; null when they do not. Pages say so. */
export async function readFiguresPause(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  channelId: string,
): Promise<Date | null> {
  const now = ctx.clock.now();
  const isPaused = await ctx.stores.spend.areFiguresPaused(channelId, utcDay(now));
  return isPaused ? nextUtcDay(now) : null;
}

function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function nextUtcDay(at: Date): Date {
  const next = new Date(at);
  next.setUTCHours(24, 0, 0, 0);
  return next;
}
