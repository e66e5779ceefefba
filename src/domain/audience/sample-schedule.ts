import { sampleAgesHours } from './metrics.ts';
import type { DeliverySamples, Sample, SampleAge } from './metrics.ts';

const HOUR_MS = 3_600_000;

/** An age may be taken until the next age is due; the last one, for two weeks more. */
const LAST_AGE_UNTIL_HOURS = 1008;

export type SamplePlan = {
  /** The age that figures read now belong to; null when there is nothing to read. */
  take: SampleAge | null;
  /** Ages that were never taken and whose successor is due: to be recorded as `too-late`. */
  tooLate: SampleAge[];
  /** When the next age becomes due; null after the last one. */
  nextAt: Date | null;
};

/**
 * Decides what to do for one delivery now. Figures read now are true of one age only, the latest
 * that is due; each age is written once, whether it was taken or found missing.
 */
export function dueSamples(
  row: Pick<DeliverySamples, 'publishedAt' | 'samples'>,
  now: Date,
): SamplePlan {
  const written = new Set(row.samples.map((sample) => sample.ageHours));
  const open = sampleAgesHours.filter((age) => !written.has(age));
  const due = open.filter((age) => sampleDueAt(row.publishedAt, age) <= now);
  return {
    take: due.find((age) => now < windowEnd(row.publishedAt, age)) ?? null,
    tooLate: due.filter((age) => now >= windowEnd(row.publishedAt, age)),
    nextAt: nextSampleAt(row, now),
  };
}

/** When the next unwritten age becomes due; null when there is none after `now`. */
function nextSampleAt(
  row: Pick<DeliverySamples, 'publishedAt' | 'samples'>,
  now: Date,
): Date | null {
  const written = new Set(row.samples.map((sample) => sample.ageHours));
  for (const age of sampleAgesHours) {
    const at = sampleDueAt(row.publishedAt, age);
    if (!written.has(age) && at > now) return at;
  }
  return null;
}

/** When a delivery published at this instant reaches this age. */
export function sampleDueAt(publishedAt: Date, age: SampleAge): Date {
  return new Date(publishedAt.getTime() + age * HOUR_MS);
}

/** The row that says why an age holds no figures. */
export function missingSample(
  ageHours: SampleAge,
  missing: NonNullable<Sample['missing']>,
  now: Date,
): Sample {
  return { ageHours, takenAt: now, metrics: null, missing };
}

function windowEnd(publishedAt: Date, age: SampleAge): Date {
  const next = sampleAgesHours[sampleAgesHours.indexOf(age) + 1];
  return new Date(publishedAt.getTime() + (next ?? LAST_AGE_UNTIL_HOURS) * HOUR_MS);
}
