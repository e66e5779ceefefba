import type { Channel, PlatformId } from '../channels/channel.ts';
import { addDays, addWeeks, dayOf, startOfDay, weekOf } from '../time/zones.ts';
import type { Week } from '../time/zones.ts';
import { engagementOf, missingEngagementParts } from './engagement.ts';
import { cutOf, figuresAtCut } from './figures.ts';
import type { DeliverySamples, FollowerCount, MetricName, SampleAge } from './metrics.ts';
import { sampleAgesHours } from './metrics.ts';
import { dueSamples } from './sample-schedule.ts';

/** A sum over the `n` posts whose figure is known; null, and not 0, when none is. */
export type Tally = { sum: number | null; n: number };

/** Reach counts people, who overlap between posts: there is a largest and a middle, and no sum. */
export type Spread = { top: number | null; median: number | null; n: number };

/** The audience of the posts that one channel published in a span of time, as at the cut. */
export type AudienceFigures = {
  posts: number;
  views: Tally;
  reach: Spread;
  engagement: Tally;
  /** Numerator and denominator over the `n` posts for which both are known. */
  rate: { engagement: number; views: number; n: number };
  /** Posts without a single figure by the cut. */
  withoutFigures: number;
  /** Of those, posts for which the platform says that it gives none. */
  notAvailable: number;
  /** Samples that were due and hold nothing, though the platform gives figures. */
  missingSamples: { ageHours: SampleAge; posts: number }[];
  /** Parts of the engagement sum that the platform did not tell, with the posts concerned. */
  missingParts: { part: MetricName; posts: number }[];
};

type RowKey = { channelId: string; unitId: string; platform: PlatformId; week: string };

/** One channel on one Hanoi day (`YYYY-MM-DD`): posts are counted on the day they were published. */
export type ChannelDay = RowKey & AudienceFigures & { day: string };

/** One channel in one week; `followers` is the count at the week's end. */
export type ChannelWeek = RowKey &
  AudienceFigures & {
    from: Date;
    cut: Date;
    followers: number | null;
    /** Against the count at the end of the week before; null when either is missing. */
    followersNet: number | null;
  };

type ChannelKey = Pick<Channel, 'id' | 'unitId' | 'platform'>;

/** The whole row of one channel and day, from scratch; rows of other channels and days are passed over. */
export function rollUpDay(
  channel: ChannelKey,
  day: string,
  rows: readonly DeliverySamples[],
  now: Date,
): ChannelDay {
  const from = startOfDay(day);
  const week = weekOf(from);
  const within = publishedWithin(channel, rows, from, startOfDay(addDays(day, 1)));
  return { ...keyOf(channel, week), ...figuresOf(channel.platform, within, cutOf(week), now), day };
}

/** The whole row of one channel and week, from scratch; other channels and weeks are passed over. */
export function rollUpWeek(
  channel: ChannelKey,
  week: Week,
  rows: readonly DeliverySamples[],
  counts: readonly FollowerCount[],
  now: Date,
): ChannelWeek {
  const cut = cutOf(week);
  const within = publishedWithin(channel, rows, week.from, week.to);
  const followers = followersAtEnd(channel.id, week, counts);
  const before = followersAtEnd(channel.id, addWeeks(week, -1), counts);
  return {
    ...keyOf(channel, week),
    ...figuresOf(channel.platform, within, cut, now),
    from: week.from,
    cut,
    followers,
    followersNet: followers === null || before === null ? null : followers - before,
  };
}

/**
 * The count that stands for the week's end: the latest one taken between Sunday 00:00 and the cut.
 * An older one would compare spans of unequal length, so then the figure is missing.
 */
function followersAtEnd(
  channelId: string,
  week: Week,
  counts: readonly FollowerCount[],
): number | null {
  const from = startOfDay(addDays(dayOf(week.to), -1));
  const cut = cutOf(week);
  let latest: FollowerCount | null = null;
  for (const count of counts) {
    const usable =
      count.channelId === channelId &&
      count.followers !== null &&
      count.takenAt >= from &&
      count.takenAt <= cut;
    if (usable && (latest === null || count.takenAt > latest.takenAt)) latest = count;
  }
  return latest?.followers ?? null;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

function keyOf(channel: ChannelKey, week: Week): RowKey {
  return {
    channelId: channel.id,
    unitId: channel.unitId,
    platform: channel.platform,
    week: week.key,
  };
}

function publishedWithin(
  channel: ChannelKey,
  rows: readonly DeliverySamples[],
  from: Date,
  to: Date,
): DeliverySamples[] {
  return rows.filter(
    (row) => row.channelId === channel.id && row.publishedAt >= from && row.publishedAt < to,
  );
}

function figuresOf(
  platform: PlatformId,
  rows: readonly DeliverySamples[],
  cut: Date,
  now: Date,
): AudienceFigures {
  const known = rows.flatMap((row) => {
    const figures = figuresAtCut(row.samples, row.publishedAt, cut);
    return figures === null ? [] : [figures.metrics];
  });
  const dark = rows.filter((row) => figuresAtCut(row.samples, row.publishedAt, cut) === null);
  const reach = defined(known.map((metrics) => metrics.reach));
  const both = known.flatMap((metrics) => {
    const engagement = engagementOf(metrics, platform);
    return engagement === null || metrics.views === undefined
      ? []
      : [{ engagement, views: metrics.views }];
  });
  return {
    posts: rows.length,
    views: tally(defined(known.map((metrics) => metrics.views))),
    reach: {
      top: reach.length === 0 ? null : Math.max(...reach),
      median: medianOf(reach),
      n: reach.length,
    },
    engagement: tally(defined(known.map((metrics) => engagementOf(metrics, platform)))),
    rate: {
      engagement: both.reduce((sum, post) => sum + post.engagement, 0),
      views: both.reduce((sum, post) => sum + post.views, 0),
      n: both.length,
    },
    withoutFigures: dark.length,
    notAvailable: dark.filter(isNotAvailable).length,
    missingSamples: missingSamples(rows, cut < now ? cut : now),
    missingParts: missingParts(
      known.flatMap((metrics) =>
        engagementOf(metrics, platform) === null ? [] : missingEngagementParts(metrics, platform),
      ),
    ),
  };
}

/** Counted when recorded as missing, or never written though the next age was due by then. */
function missingSamples(
  rows: readonly DeliverySamples[],
  until: Date,
): AudienceFigures['missingSamples'] {
  const posts = new Map<SampleAge, number>();
  for (const row of rows) {
    const recorded = row.samples
      .filter((sample) => sample.missing === 'too-late' || sample.missing === 'platform-error')
      .filter((sample) => sample.takenAt <= until)
      .map((sample) => sample.ageHours);
    for (const age of [...recorded, ...dueSamples(row, until).tooLate]) {
      posts.set(age, (posts.get(age) ?? 0) + 1);
    }
  }
  return sampleAgesHours
    .map((ageHours) => ({ ageHours, posts: posts.get(ageHours) ?? 0 }))
    .filter((entry) => entry.posts > 0);
}

function missingParts(parts: readonly MetricName[]): AudienceFigures['missingParts'] {
  return [...new Set(parts)].map((part) => ({
    part,
    posts: parts.filter((other) => other === part).length,
  }));
}

function isNotAvailable(row: DeliverySamples): boolean {
  return row.samples.some((sample) => sample.missing === 'not-available');
}

function tally(values: readonly number[]): Tally {
  const sum = values.reduce((total, value) => total + value, 0);
  return { sum: values.length === 0 ? null : sum, n: values.length };
}

function defined<T>(values: readonly (T | null | undefined)[]): T[] {
  return values.filter((value) => value !== null && value !== undefined);
}
