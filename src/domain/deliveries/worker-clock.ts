/** More than this between a process's clock and the database's is a fault of its machine. */
const MOST_CLOCK_OFFSET_MS = 5_000;

/**
 * How far a clock is ahead of the database's, in milliseconds; negative when it is behind. The
 * database read its clock at some moment between question and answer: of what these allow, the least
 * is taken, so that a slow answer makes no clock wrong.
 */
export function clockOffset(read: { askedAt: Date; serverTime: Date; answeredAt: Date }): number {
  const server = read.serverTime.getTime();
  const [least, most] = [read.askedAt.getTime() - server, read.answeredAt.getTime() - server];
  // The clock was set back while it waited: what it shows now counts.
  if (least > most) return most;
  if (least > 0) return least;
  return Math.min(0, most);
}

/**
 * Decides whether a process may go by its clock: one whose clock is off claims nothing, since it
 * would send before its time, or take what others are sending for abandoned. `null` is a database
 * that does not tell its time.
 */
export function isClockOff(offsetMs: number | null): boolean {
  return offsetMs !== null && Math.abs(offsetMs) > MOST_CLOCK_OFFSET_MS;
}
