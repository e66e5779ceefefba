/** What can be wrong with publishing as a whole; sentences are under `common.trouble`. */
export const publishingTroubles = ['no-worker', 'queue-late', 'clock-off'] as const;
export type PublishingTrouble = (typeof publishingTroubles)[number];

/** More than this between our clock and the database's is a fault of the machine. */
const MOST_CLOCK_OFFSET_MS = 5_000;

/** Judges publishing by its workers, the deliveries past their time, and the clock. */
export function judgePublishing(state: {
  workers: number;
  /** Planned deliveries that have been due for over a minute and are under no hold. */
  overdue: number;
  /** Null when the database does not tell its time. */
  clockOffsetMs: number | null;
}): PublishingTrouble[] {
  const troubles: PublishingTrouble[] = [];
  if (state.workers === 0) troubles.push('no-worker');
  if (state.overdue > 0) troubles.push('queue-late');
  if (state.clockOffsetMs !== null && Math.abs(state.clockOffsetMs) > MOST_CLOCK_OFFSET_MS) {
    troubles.push('clock-off');
  }
  return troubles;
}
