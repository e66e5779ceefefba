import type { PlatformId } from '../channels/channel.ts';
import type { ChannelDay, Tally } from '../audience/roll-up.ts';
import { addDays, dayOf } from '../time/zones.ts';
import type { Week } from '../time/zones.ts';

/** Displays of one day's posts, `n` of `posts` known; a day without posts has none and is no gap. */
export type DayViews = { day: string; posts: number; views: number | null; n: number };

/** One platform's panel of the chart: both weeks, Monday to Sunday, each read at its own cut. */
export type DailyViews = { platform: PlatformId; current: DayViews[]; before: DayViews[] };

/** Views by the day on which the posts were published, of one platform alone. */
export function dailyViews(
  platform: PlatformId,
  rows: readonly ChannelDay[],
  week: Week,
  before: Week,
): DailyViews {
  const own = rows.filter((row) => row.platform === platform);
  const daysOf = (span: Week): DayViews[] =>
    [0, 1, 2, 3, 4, 5, 6].map((offset) => {
      const day = addDays(dayOf(span.from), offset);
      const ofDay = own.filter((row) => row.day === day);
      return { day, posts: count(ofDay), ...known(ofDay.map((row) => row.views)) };
    });
  return { platform, current: daysOf(week), before: daysOf(before) };
}

function count(rows: readonly ChannelDay[]): number {
  return rows.reduce((sum, row) => sum + row.posts, 0);
}

function known(tallies: readonly Tally[]): { views: number | null; n: number } {
  const sums = tallies.map((tally) => tally.sum).filter((sum) => sum !== null);
  return {
    views: sums.length === 0 ? null : sums.reduce((total, sum) => total + sum, 0),
    n: tallies.reduce((total, tally) => total + tally.n, 0),
  };
}
