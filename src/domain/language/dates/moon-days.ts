import type { SpecialDaysData } from '../../time/special-days.ts';
import type { MoonDay } from './check-holidays.ts';

/** The days of `config/data/calendar.json` that follow the moon. */
export function moonDaysOf({ dated }: Pick<SpecialDaysData, 'dated'>): MoonDay[] {
  return dated.map(({ firstDay, vi, en }) => {
    const [year = 0, month = 0, day = 0] = firstDay.split('-').map(Number);
    return { vi, en, day: { year, month, day } };
  });
}
