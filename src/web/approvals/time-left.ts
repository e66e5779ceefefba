import type { Translate } from '../../lib/i18n.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far an instant is ahead or behind, in the largest unit that says enough. */
export function timeLeft(t: Translate, at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime();
  const direction = ms >= 0 ? 'ahead' : 'behind';
  const size = Math.abs(ms);
  if (size < MINUTE_MS) return t(`approvals.time.${direction}.now`);
  if (size < HOUR_MS) {
    return t(`approvals.time.${direction}.minutes`, { count: Math.round(size / MINUTE_MS) });
  }
  if (size < 3 * HOUR_MS) {
    const minutes = Math.round(size / MINUTE_MS);
    return t(`approvals.time.${direction}.hoursAndMinutes`, {
      hours: Math.floor(minutes / 60),
      minutes: minutes % 60,
    });
  }
  if (size < 2 * DAY_MS) {
    return t(`approvals.time.${direction}.hours`, { count: Math.round(size / HOUR_MS) });
  }
  return t(`approvals.time.${direction}.days`, { count: Math.round(size / DAY_MS) });
}
