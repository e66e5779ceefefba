const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** A process that served this long is healthy: its earlier crashes are forgotten. */
export const HEALTHY_AFTER_MS = 60_000;

/** Milliseconds to wait before the next start, after so many crashes in a row: 1, 2, 4 ... 30 s. */
export function backOffMs(crashesInARow: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, crashesInARow - 1));
}
