/**
 * A figure, known for `n` of the `of` posts (or channels) that it speaks about. The platform gives
 * it for `expected` of them; it gives a small page none, and that is no gap in what we collected.
 */
export type Measured = { value: number | null; n: number; of: number; expected: number };

/**
 * How a figure changes: `relative` as a fraction of what it was, `points` and `difference` by
 * subtraction (of two rates, of two counts).
 */
export type ComparisonKind = 'relative' | 'points' | 'difference';

/** A figure against the week before and against the mean of the four full weeks before. */
export type Comparison = Measured & {
  kind: ComparisonKind;
  before: number | null;
  mean: number | null;
  /** How many of the four weeks the mean is made of. */
  meanWeeks: number;
  /** Null when either side is missing or too thin, and for a fraction of 0. */
  change: number | null;
  changeFromMean: number | null;
  direction: 'up' | 'down' | 'flat' | null;
};

export const nothingMeasured: Measured = { value: null, n: 0, of: 0, expected: 0 };

/** Below this share of the expected posts a sum says more about what is missing than about the audience. */
const COVERAGE_FLOOR = 0.9;

/** A mean of one week is that week. */
const MEAN_FLOOR_WEEKS = 2;

/** Sets a week's figure against the week before it (first of `previous`) and their mean. */
export function compare(
  kind: ComparisonKind,
  current: Measured,
  previous: readonly Measured[],
): Comparison {
  const usable = previous.filter(isCovered);
  const mean =
    usable.length < MEAN_FLOOR_WEEKS
      ? null
      : usable.reduce((sum, week) => sum + (week.value ?? 0), 0) / usable.length;
  return against(kind, current, previous[0] ?? nothingMeasured, mean, usable.length);
}

/** Like `compare`, with a mean that the caller pooled, as rates need it: sum over sum. */
export function against(
  kind: ComparisonKind,
  current: Measured,
  before: Measured,
  mean: number | null,
  meanWeeks: number,
): Comparison {
  const change = isCovered(before) ? changeOf(kind, current, before.value) : null;
  return {
    ...current,
    kind,
    before: before.value,
    mean,
    meanWeeks: mean === null ? 0 : meanWeeks,
    change,
    changeFromMean: changeOf(kind, current, mean),
    direction: directionOf(kind, change),
  };
}

/** Whether enough of a figure is known to set it against another. */
function isCovered(measured: Measured): boolean {
  return measured.value !== null && measured.n >= measured.expected * COVERAGE_FLOOR;
}

/** The value that nine tenths of the values do not exceed; null of nothing. */
export function ninthDecileOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.9) - 1] ?? null;
}

function changeOf(kind: ComparisonKind, current: Measured, base: number | null): number | null {
  if (!isCovered(current) || current.value === null || base === null) return null;
  if (kind !== 'relative') return current.value - base;
  return base === 0 ? null : (current.value - base) / base;
}

/** What rounds to no change is no change: half a percent, half a tenth of a point. */
function directionOf(kind: ComparisonKind, change: number | null): Comparison['direction'] {
  if (change === null) return null;
  const least = kind === 'relative' ? 0.005 : kind === 'points' ? 0.0005 : 1;
  return Math.abs(change) < least ? 'flat' : change > 0 ? 'up' : 'down';
}
