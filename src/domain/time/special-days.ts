import { addDays } from './zones.ts';

/** The form of `config/data/calendar.json`. */
export type SpecialDaysData = {
  /** `MM-DD`, every year, or every year from `since` on. */
  yearly: (SpecialDay & { day: string; since?: number })[];
  /** From a day on, for a number of days: what follows the moon. */
  dated: (SpecialDay & {
    from: string;
    days: number;
    /** The day itself; days off begin before it. */
    firstDay: string;
  })[];
};

/** A holiday or a commemoration, named in both languages. */
export type SpecialDay = { isOff: boolean; vi: string; en: string };

/** What a Hanoi day (`YYYY-MM-DD`) is known for. */
export function specialDaysOn(day: string, data: SpecialDaysData): SpecialDay[] {
  const year = Number(day.slice(0, 4));
  return [
    ...data.dated.filter(({ from, days }) => day >= from && day < addDays(from, days)),
    ...data.yearly.filter((one) => one.day === day.slice(5) && year >= (one.since ?? 0)),
  ].map(({ isOff, vi, en }) => ({ isOff, vi, en }));
}
