import type { DeliverySamples, FollowerCount } from '../../domain/audience/metrics.ts';
import type { ChannelDay, ChannelWeek } from '../../domain/audience/roll-up.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { addDays, addWeeks, dayOf, weekOf } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';

type Ctx = Pick<ActionContext, 'stores' | 'clock'>;

const WEEKS_SHOWN = 8;
const DAYS_SHOWN = 28;
const FOLLOWER_DAYS_SHOWN = 56;
const POSTS_SHOWN = 50;

export type ChannelPost = { samples: DeliverySamples; title: string };

export type LoadedChannelAudience = {
  channel: Channel;
  /** The running week and those before it, newest first; null where nothing was counted. */
  weeks: { week: Week; row: ChannelWeek | null }[];
  days: DayOfChannel[];
  followers: DayOfFollowers[];
  /** What it published in these weeks, newest first. */
  posts: ChannelPost[];
};

export type DayOfChannel = { day: string; row: ChannelDay | null };
export type DayOfFollowers = { day: string; followers: number | null };

/** The audience of one channel; null when there is none whose audience the actor may read. */
export async function loadChannelAudience(
  ctx: Ctx,
  actor: Actor,
  channelId: string,
): Promise<LoadedChannelAudience | null> {
  const channel = await readableChannel(ctx, actor, channelId);
  if (channel === null) return null;
  const running = weekOf(ctx.clock.now());
  const weeks = Array.from({ length: WEEKS_SHOWN }, (_, n) => addWeeks(running, -n));
  const from = weeks.at(-1)?.from ?? running.from;
  const [rows, days, followers, samples] = await Promise.all([
    ctx.stores.samples.listWeeks(
      [channelId],
      weeks.map((week) => week.key),
    ),
    readDays(ctx, channelId),
    readFollowers(ctx, channelId),
    ctx.stores.samples.listSamples({ channelIds: [channelId], from }),
  ]);
  const shown = samples.slice(0, POSTS_SHOWN);
  const posts = await ctx.stores.posts.listPostsById(shown.map((row) => row.postId));
  return {
    channel,
    weeks: weeks.map((week) => ({
      week,
      row: rows.find((row) => row.week === week.key) ?? null,
    })),
    days,
    followers,
    posts: shown.map((row) => {
      const post = posts.find((one) => one.id === row.postId);
      return { samples: row, title: post === undefined ? '' : titleOf(post.content, row.language) };
    }),
  };
}

/** The last four weeks of one channel day by day, for its chart; null as above. */
export async function loadChannelDays(
  ctx: Ctx,
  actor: Actor,
  channelId: string,
): Promise<{ channel: Channel; days: DayOfChannel[] } | null> {
  const channel = await readableChannel(ctx, actor, channelId);
  return channel === null ? null : { channel, days: await readDays(ctx, channelId) };
}

/** The followers of one channel day by day, for its chart; null as above. */
export async function loadChannelFollowers(
  ctx: Ctx,
  actor: Actor,
  channelId: string,
): Promise<{ channel: Channel; followers: DayOfFollowers[] } | null> {
  const channel = await readableChannel(ctx, actor, channelId);
  return channel === null ? null : { channel, followers: await readFollowers(ctx, channelId) };
}

async function readableChannel(ctx: Ctx, actor: Actor, channelId: string): Promise<Channel | null> {
  const channel = await ctx.stores.channels.findChannel(channelId);
  return channel !== null && can(actor, 'audience.read', channel.unitId) ? channel : null;
}

async function readDays(ctx: Ctx, channelId: string): Promise<DayOfChannel[]> {
  const days = lastDays(ctx, DAYS_SHOWN);
  const rows = await ctx.stores.samples.listDays([channelId], days[0] ?? '', days.at(-1) ?? '');
  return days.map((day) => ({ day, row: rows.find((row) => row.day === day) ?? null }));
}

/** From the first count on: before it nobody counted, which is no gap. */
async function readFollowers(ctx: Ctx, channelId: string): Promise<DayOfFollowers[]> {
  const days = lastDays(ctx, FOLLOWER_DAYS_SHOWN);
  const counts: FollowerCount[] = await ctx.stores.samples.listFollowers(
    [channelId],
    days[0] ?? '',
    days.at(-1) ?? '',
  );
  const first = counts[0]?.day;
  return days
    .filter((day) => first !== undefined && day >= first)
    .map((day) => ({ day, followers: counts.find((one) => one.day === day)?.followers ?? null }));
}

function lastDays(ctx: Ctx, count: number): string[] {
  const today = dayOf(ctx.clock.now());
  return Array.from({ length: count }, (_, n) => addDays(today, n - count + 1));
}
