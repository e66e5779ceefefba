import type { MoonDay } from './check-holidays.ts';

/** The part of `config/data/calendar.json` that follows the moon. */
export type MoonDaysData = { dated: { firstDay: string; vi: string; en: string }[] };

export function moonDaysOf({ dated }: MoonDaysData): MoonDay[] {
  return dated.map(({ firstDay, vi, en }) => {
    const [year = 0, month = 0, day = 0] = firstDay.split('-').map(Number);
    return { vi, en, day: { year, month, day } };
  });
}
