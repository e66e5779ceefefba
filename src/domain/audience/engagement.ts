import type { PlatformId } from '../channels/channel.ts';
import type { MetricName, Metrics } from './metrics.ts';

/**
 * What counts as an engagement on each platform: the list is printed under every table that shows
 * engagements. Bookmarks are counted on X alone, because Facebook does not tell them.
 */
export const engagementParts: Record<PlatformId, readonly MetricName[]> = {
  facebook: ['reactions', 'comments', 'shares', 'clicks'],
  x: ['reactions', 'comments', 'shares', 'clicks', 'bookmarks'],
};

/** How large an audience was, as each platform tells it. X tells displays and no reach. */
export const primaryFigures: Record<PlatformId, readonly MetricName[]> = {
  facebook: ['views', 'reach'],
  x: ['views'],
};

/** Sum of the listed actions that the platform told; null when it told none of them. */
export function engagementOf(metrics: Metrics | null, platform: PlatformId): number | null {
  if (metrics === null) return null;
  const known = engagementParts[platform]
    .map((part) => metrics[part])
    .filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** The listed actions that the platform did not tell, so that the sum lacks them. */
export function missingEngagementParts(metrics: Metrics, platform: PlatformId): MetricName[] {
  return engagementParts[platform].filter((part) => metrics[part] === undefined);
}
