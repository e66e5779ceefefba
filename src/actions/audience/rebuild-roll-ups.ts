import { rollUpDay, rollUpWeek } from '../../domain/audience/roll-up.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { addDays, addWeeks, dayOf } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';

const DAYS_PER_WEEK = 7;

/** Brings the rows of some channels and weeks up to date: at once, or when it suits. */
export type RollUp = typeof rebuildRollUps;

/**
 * Recomputes the day and week rows of these channels in these weeks from their samples, whole and
 * never by adding, so that a corrected figure is not counted twice.
 */
export async function rebuildRollUps(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  channels: readonly Channel[],
  weeks: readonly Week[],
): Promise<void> {
  const channelIds = channels.map((channel) => channel.id);
  const now = ctx.clock.now();
  for (const week of weeks) {
    const [samples, followers] = await Promise.all([
      ctx.stores.samples.listSamples({ channelIds, from: week.from, to: week.to }),
      ctx.stores.samples.listFollowers(
        channelIds,
        dayOf(addWeeks(week, -1).from),
        addDays(dayOf(week.to), 1),
      ),
    ]);
    const days = Array.from({ length: DAYS_PER_WEEK }, (_, n) => addDays(dayOf(week.from), n));
    await ctx.stores.samples.saveWeeks(
      channels.map((channel) => rollUpWeek(channel, week, samples, followers, now)),
    );
    await ctx.stores.samples.saveDays(
      channels.flatMap((channel) => days.map((day) => rollUpDay(channel, day, samples, now))),
    );
  }
}
