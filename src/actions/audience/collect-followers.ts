import { addWeeks, dayOf, weekOf } from '../../domain/time/zones.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { createGate } from '../../lib/gate.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { rebuildRollUps } from './rebuild-roll-ups.ts';
import type { RollUp } from './rebuild-roll-ups.ts';

/** Platforms and the database are asked for this many channels at once. */
const CHANNELS_AT_ONCE = 20;

/**
 * Counts each connected channel's followers once a Hanoi day. A channel whose count cannot be read
 * is asked again until the day is over; then the day stays without one.
 */
export async function collectFollowers(
  ctx: ActionContext,
  rollUp: RollUp = rebuildRollUps,
): Promise<number> {
  const now = ctx.clock.now();
  const day = dayOf(now);
  const channels = (await ctx.stores.channels.listChannels()).filter(
    (channel) => channel.state !== 'disconnected',
  );
  const counted = new Set(
    (
      await ctx.stores.samples.listFollowers(
        channels.map((one) => one.id),
        day,
        day,
      )
    ).map((count) => count.channelId),
  );
  const open = channels.filter((channel) => !counted.has(channel.id));
  const gate = createGate(CHANNELS_AT_ONCE);
  const counts = open.map((channel) => gate(() => countOne(ctx, channel, day)));
  const done = (await Promise.all(counts)).filter((channel) => channel !== null);
  const week = weekOf(now);
  if (done.length > 0) await rollUp(ctx, done, [addWeeks(week, -1), week]);
  return done.length;
}

async function countOne(
  ctx: ActionContext,
  channel: Channel,
  day: string,
): Promise<Channel | null> {
  const credentials = await freshCredentials(ctx, channel);
  if (credentials === null) return null;
  const answer = await ctx.platforms[channel.platform].readFollowers({
    accountId: channel.accountId,
    credentials,
  });
  if (answer.kind === 'failed') {
    ctx.log.warn(
      { channelId: channel.id, reason: answer.reason },
      'followers could not be read; they are asked for again',
    );
    return null;
  }
  await ctx.stores.samples.insertFollowers({
    channelId: channel.id,
    day,
    followers: answer.followers,
    takenAt: ctx.clock.now(),
  });
  return channel;
}
