import type { PlatformId } from '../channels/channel.ts';

/**
 * Figures of one post at one moment. A figure that the platform did not give is absent, never 0.
 * What each one counts is told by the locale keys `metric.<platform>.<name>`.
 */
export const metricNames = [
  'views',
  'reach',
  'reactions',
  'comments',
  'shares',
  'clicks',
  'bookmarks',
] as const;
export type MetricName = (typeof metricNames)[number];
export type Metrics = Partial<Record<MetricName, number>>;

/** The ages at which a sample of each sent delivery is taken, in hours. */
export const sampleAgesHours = [1, 3, 6, 12, 24, 48, 72, 168, 336, 672] as const;
export type SampleAge = (typeof sampleAgesHours)[number];

/** Metrics of one delivery at one age; never overwritten. */
export type Sample = {
  ageHours: SampleAge;
  takenAt: Date;
  /** Null when the platform gave nothing by the time the next age was due. */
  metrics: Metrics | null;
  /** Why it is missing: a code, or null. */
  missing: 'not-available' | 'too-late' | 'platform-error' | null;
};

/** All samples of one sent delivery, kept in one row. */
export type DeliverySamples = {
  deliveryId: string;
  postId: string;
  unitId: string;
  channelId: string;
  platform: PlatformId;
  language: string;
  platformPostId: string;
  publishedAt: Date;
  samples: Sample[];
};

/** Followers of one channel on one Hanoi day (`YYYY-MM-DD`). */
export type FollowerCount = {
  channelId: string;
  day: string;
  followers: number | null;
  takenAt: Date;
};
