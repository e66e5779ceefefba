import type { FollowerCount } from '../../domain/audience/metrics.ts';
import type { ChannelWeek } from '../../domain/audience/roll-up.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { addDays, addWeeks, dayOf, weekOf } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';

/** A count older than this says little about today. */
const FOLLOWERS_WITHIN_DAYS = 14;

export type ChannelAudience = {
  channel: Channel;
  unit: Unit | null;
  /** The running week, and the last one that is over. */
  running: ChannelWeek | null;
  last: ChannelWeek | null;
  /** The latest count of followers of the last two weeks. */
  followers: FollowerCount | null;
};

export type Audience = { running: Week; last: Week; channels: ChannelAudience[] };

/** The audience of every channel in the units whose audience the actor may read. */
export async function loadAudience(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  actor: Actor,
): Promise<Audience> {
  const running = weekOf(ctx.clock.now());
  const last = addWeeks(running, -1);
  const today = dayOf(ctx.clock.now());
  const [channels, units] = await Promise.all([
    ctx.stores.channels.listChannels({ unitIds: scopeOf(actor, 'audience.read') }),
    ctx.stores.units.listUnits(),
  ]);
  const ids = channels.map((channel) => channel.id);
  const [weeks, counts] = await Promise.all([
    ctx.stores.samples.listWeeks(ids, [running.key, last.key]),
    ctx.stores.samples.listFollowers(ids, addDays(today, -FOLLOWERS_WITHIN_DAYS), today),
  ]);
  const rowOf = (channelId: string, week: Week): ChannelWeek | null =>
    weeks.find((row) => row.channelId === channelId && row.week === week.key) ?? null;
  return {
    running,
    last,
    channels: channels.map((channel) => ({
      channel,
      unit: units.find((unit) => unit.id === channel.unitId) ?? null,
      running: rowOf(channel.id, running),
      last: rowOf(channel.id, last),
      followers:
        counts.findLast((one) => one.channelId === channel.id && one.followers !== null) ?? null,
    })),
  };
}
