import { addDays, dayOf, startOfDay, weekOf } from './zones.ts';

export const calendarViews = ['week', 'month'] as const;
export type CalendarView = (typeof calendarViews)[number];

/** The days that a calendar shows, all `YYYY-MM-DD` of Hanoi, and where its buttons lead. */
export type CalendarSpan = {
  view: CalendarView;
  /** The day that was asked for. */
  at: string;
  /** Whole weeks, Monday first. */
  days: string[];
  /** The month in the middle of a month's view as `YYYY-MM`; null for a week. */
  month: string | null;
  previous: string;
  next: string;
};

/** Cuts the week or the month that holds a day into whole weeks. */
export function calendarSpan(view: CalendarView, at: string): CalendarSpan {
  if (view === 'week') {
    const monday = mondayOf(at);
    return {
      view,
      at,
      days: daysFrom(monday, 7),
      month: null,
      previous: addDays(at, -7),
      next: addDays(at, 7),
    };
  }
  const month = at.slice(0, 7);
  const first = `${month}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  const monday = mondayOf(first);
  const weeks = [28, 35].find((count) => addDays(monday, count) >= next) ?? 42;
  return {
    view,
    at,
    days: daysFrom(monday, weeks),
    month,
    previous: `${addDays(first, -1).slice(0, 7)}-01`,
    next,
  };
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const start = startOfDay(text);
  return !Number.isNaN(start.getTime()) && dayOf(start) === text;
}

function mondayOf(day: string): string {
  return dayOf(weekOf(startOfDay(day)).from);
}

function daysFrom(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}
