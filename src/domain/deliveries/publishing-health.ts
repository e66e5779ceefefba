import { isClockOff } from './worker-clock.ts';

/** What can be wrong with publishing as a whole; sentences are under `common.trouble`. */
export const publishingTroubles = ['no-worker', 'queue-late', 'clock-off'] as const;
export type PublishingTrouble = (typeof publishingTroubles)[number];

/** Judges publishing by its workers, the deliveries past their time, and the clocks. */
export function judgePublishing(state: {
  workers: number;
  /** Planned deliveries that have been due for over a minute and are under no hold. */
  overdue: number;
  /** Of this process and of each worker; null when the database does not tell its time. */
  clockOffsetsMs: readonly (number | null)[];
}): PublishingTrouble[] {
  const troubles: PublishingTrouble[] = [];
  if (state.workers === 0) troubles.push('no-worker');
  if (state.overdue > 0) troubles.push('queue-late');
  if (state.clockOffsetsMs.some(isClockOff)) troubles.push('clock-off');
  return troubles;
}
