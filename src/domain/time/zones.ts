import { DateTime } from 'luxon';

/** The ministry's zone: weeks, days and reports are cut by it. */
export const HANOI = 'Asia/Ho_Chi_Minh';

/**
 * The same clock as a fixed offset, which is much quicker to reckon with: Viet Nam has kept UTC+7
 * without summer time since June 1975 (tz database).
 */
const HANOI_CLOCK = 'UTC+7';

/** A week from Monday 00:00 to the next Monday 00:00, Hanoi time. */
export type Week = {
  /** ISO week, for example `2026-W46`. */
  key: string;
  from: Date;
  to: Date;
};

/** The Hanoi week that holds this instant. */
export function weekOf(instant: Date): Week {
  return toWeek(inHanoi(instant).startOf('week'));
}

/** The week named `2026-W46`, or null when there is no such week. */
export function parseWeek(key: string): Week | null {
  const match = /^(\d{4})-W(\d{2})$/.exec(key);
  if (match === null) return null;
  const start = DateTime.fromObject(
    { weekYear: Number(match[1]), weekNumber: Number(match[2]), weekday: 1 },
    { zone: HANOI_CLOCK },
  );
  return start.isValid && start.toFormat("kkkk-'W'WW") === key ? toWeek(start) : null;
}

/** The week `count` weeks after this one; before it when negative. */
export function addWeeks(week: Week, count: number): Week {
  return toWeek(inHanoi(week.from).plus({ weeks: count }));
}

/** The Hanoi day of an instant as `YYYY-MM-DD`. */
export function dayOf(instant: Date): string {
  return inHanoi(instant).toFormat('yyyy-MM-dd');
}

/** Midnight at the start of a Hanoi day given as `YYYY-MM-DD`. */
export function startOfDay(day: string): Date {
  return DateTime.fromISO(day, { zone: HANOI_CLOCK }).toJSDate();
}

/** The day `count` days after this one, as `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  return DateTime.fromISO(day, { zone: HANOI_CLOCK }).plus({ days: count }).toFormat('yyyy-MM-dd');
}

/** The first Monday 08:00 Hanoi time after the instant: when the weekly report goes out. */
export function nextReportTime(after: Date): Date {
  const thisWeek = reportTimeOf(weekOf(after));
  return thisWeek > after ? thisWeek : reportTimeOf(addWeeks(weekOf(after), 1));
}

/** Monday 08:00 Hanoi time of this week: when the week before it is reported. */
export function reportTimeOf(week: Week): Date {
  return inHanoi(week.from).plus({ hours: 8 }).toJSDate();
}

/**
 * Reads what a person typed into a date-and-time field (`2026-11-25T08:30`) in a zone.
 * Null when it is not a time, or is a time that the zone's clocks skip that day.
 */
export function parseLocalTime(text: string, zone: string): Date | null {
  const time = DateTime.fromISO(text, { zone });
  if (!time.isValid) return null;
  return time.toFormat("yyyy-MM-dd'T'HH:mm") === text.slice(0, 16) ? time.toJSDate() : null;
}

/** The value of a date-and-time field for an instant in a zone. */
export function toLocalTime(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

export function isZone(zone: string): boolean {
  return DateTime.local({ zone }).isValid;
}

function inHanoi(instant: Date): DateTime {
  return DateTime.fromJSDate(instant, { zone: HANOI_CLOCK });
}

function toWeek(start: DateTime): Week {
  return {
    key: start.toFormat("kkkk-'W'WW"),
    from: start.toJSDate(),
    to: start.plus({ weeks: 1 }).toJSDate(),
  };
}
