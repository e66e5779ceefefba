import { addWeeks, reportTimeOf } from '../time/zones.ts';
import type { Week } from '../time/zones.ts';
import type { DeliverySamples, Metrics, SampleAge } from './metrics.ts';

/** Figures of one delivery as they stood at a cut, with the age they belong to. */
export type FiguresAtCut = { ageHours: SampleAge; takenAt: Date; metrics: Metrics };

/**
 * Where a week's figures are cut: Monday 08:00 Hanoi time after it. Every week is read at its own
 * cut, so that a Tuesday's posts are compared with the Tuesday's posts of another week at one age.
 */
export function cutOf(week: Week): Date {
  return reportTimeOf(addWeeks(week, 1));
}

/** The figures of the latest age that was taken at or before the cut; null when there are none. */
export function figuresAtCut(
  samples: DeliverySamples['samples'],
  publishedAt: Date,
  cut: Date,
): FiguresAtCut | null {
  let latest: FiguresAtCut | null = null;
  for (const { ageHours, takenAt, metrics } of samples) {
    const usable = metrics !== null && takenAt <= cut && takenAt >= publishedAt;
    if (usable && (latest === null || ageHours > latest.ageHours)) {
      latest = { ageHours, takenAt, metrics };
    }
  }
  return latest;
}
