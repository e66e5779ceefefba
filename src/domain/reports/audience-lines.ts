import type { Channel, PlatformId } from '../channels/channel.ts';
import type { ChannelWeek } from '../audience/roll-up.ts';
import { against, compare, nothingMeasured } from './comparison.ts';
import type { Comparison, Measured } from './comparison.ts';

export type ReportChannel = Pick<
  Channel,
  'id' | 'unitId' | 'platform' | 'name' | 'handle' | 'language' | 'publicUrl'
>;

/** The figures of one channel. `reachTop` is one post's reach; null where there is no reach. */
export type ChannelLine = {
  channel: ReportChannel;
  unitName: { vi: string; en: string };
  posts: Comparison;
  views: Comparison;
  reachTop: Comparison | null;
  reachMedian: Comparison | null;
  engagement: Comparison;
  /** Engagements over views, sum over sum, of the `n` posts for which both are known. */
  rate: Comparison;
  /** The count at the week's end; its change is the net change. */
  followers: Comparison;
  followersNet: Comparison;
};

/** What one platform's channels add up to. Reach is not among it: it never adds up. */
export type PlatformTotal = {
  channels: number;
  posts: Comparison;
  views: Comparison;
  engagement: Comparison;
  rate: Comparison;
  followersNet: Comparison;
};

/** The rows of one channel: this week, then the four before it, newest first. */
export type WeekRows = readonly (ChannelWeek | null)[];

export function channelLine(
  channel: ReportChannel,
  unitName: { vi: string; en: string },
  rows: WeekRows,
  hasReach: boolean,
): ChannelLine {
  return {
    channel,
    unitName,
    ...sums(rows.map((row) => (row === null ? [] : [row]))),
    reachTop: hasReach ? compareWeeks('relative', rows, (row) => spread(row, 'top')) : null,
    reachMedian: hasReach ? compareWeeks('relative', rows, (row) => spread(row, 'median')) : null,
    followers: compareWeeks('difference', rows, (row) => single(row.followers)),
  };
}

export function platformTotal(
  platform: PlatformId,
  channels: readonly ReportChannel[],
  rowsOf: (channelId: string) => WeekRows,
): PlatformTotal {
  const own = channels.filter((channel) => channel.platform === platform);
  const weeks = [0, 1, 2, 3, 4].map((index) =>
    own.flatMap((channel) => rowsOf(channel.id)[index] ?? []),
  );
  return { channels: own.length, ...sums(weeks) };
}

/** Displays and actions may be added over posts and channels of one platform. */
function sums(weeks: readonly (readonly ChannelWeek[])[]): Omit<PlatformTotal, 'channels'> {
  const over = (kind: Comparison['kind'], measure: (row: ChannelWeek) => Measured): Comparison => {
    const [current = nothingMeasured, ...previous] = weeks.map((rows) => add(rows.map(measure)));
    return compare(kind, current, previous);
  };
  return {
    posts: over('difference', (row) => ({
      value: row.posts,
      n: row.posts,
      of: row.posts,
      expected: row.posts,
    })),
    views: over('relative', (row) => total(row, 'views')),
    engagement: over('relative', (row) => total(row, 'engagement')),
    rate: rateOver(weeks),
    followersNet: over('difference', (row) => single(row.followersNet)),
  };
}

/** A week without posts has shown nothing to anybody: 0 is then known and not assumed. */
function total(row: ChannelWeek, figure: 'views' | 'engagement'): Measured {
  const { sum, n } = row[figure];
  return { value: row.posts === 0 ? 0 : sum, n, of: row.posts, expected: expected(row, n) };
}

/**
 * Posts for which a figure is to be expected: not those for which the platform gives nothing, and
 * none at all when it gives this figure for no post though it gives others.
 */
function expected(row: ChannelWeek, n: number): number {
  const answered = row.posts - row.withoutFigures;
  return row.posts - row.notAvailable - (n === 0 ? answered : 0);
}

function single(value: number | null): Measured {
  return { value, n: value === null ? 0 : 1, of: 1, expected: 1 };
}

function add(parts: readonly Measured[]): Measured {
  const known = parts.filter((part) => part.value !== null);
  return {
    value: known.length === 0 ? null : known.reduce((sum, part) => sum + (part.value ?? 0), 0),
    n: parts.reduce((sum, part) => sum + part.n, 0),
    of: parts.reduce((sum, part) => sum + part.of, 0),
    expected: parts.reduce((sum, part) => sum + part.expected, 0),
  };
}

/** Sum over sum at every level: over posts, over channels, over the four weeks. */
function rateOver(weeks: readonly (readonly ChannelWeek[])[]): Comparison {
  const rateOf = (rows: readonly ChannelWeek[]): Measured => {
    const engagement = rows.reduce((sum, row) => sum + row.rate.engagement, 0);
    const views = rows.reduce((sum, row) => sum + row.rate.views, 0);
    return {
      value: views === 0 ? null : engagement / views,
      n: rows.reduce((sum, row) => sum + row.rate.n, 0),
      of: rows.reduce((sum, row) => sum + row.posts, 0),
      expected: rows.reduce((sum, row) => sum + expected(row, row.rate.n), 0),
    };
  };
  const [current = [], ...previous] = weeks;
  const known = previous.filter((rows) => rateOf(rows).value !== null);
  const mean = known.length < 2 ? null : rateOf(known.flat()).value;
  return against('points', rateOf(current), rateOf(previous[0] ?? []), mean, known.length);
}

function compareWeeks(
  kind: Comparison['kind'],
  rows: WeekRows,
  measure: (row: ChannelWeek) => Measured,
): Comparison {
  const [current = nothingMeasured, ...previous] = rows.map((row) =>
    row === null ? nothingMeasured : measure(row),
  );
  return compare(kind, current, previous);
}

function spread(row: ChannelWeek, which: 'top' | 'median'): Measured {
  const { n } = row.reach;
  return { value: row.reach[which], n, of: row.posts, expected: expected(row, n) };
}
