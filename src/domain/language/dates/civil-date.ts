/** A day of the calendar, without an hour or a place. */
export type CivilDate = { year: number; month: number; day: number };

const DAY_MS = 86_400_000;
const zoned = new Map<string, Intl.DateTimeFormat>();
const lastShown = new Map<string, { at: number; date: CivilDate }>();

/** Days since 1 January 1970. */
export function dayNumber({ year, month, day }: CivilDate): number {
  return Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** Whether the month has such a day in that year. */
export function isRealDate({ year, month, day }: CivilDate): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 for Monday to 7 for Sunday. */
export function isoWeekday(date: CivilDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** The day that a zone's calendars show at an instant; the last answer of each zone is kept. */
export function civilDateAt(instant: Date, zone: string): CivilDate {
  const at = instant.getTime();
  const last = lastShown.get(zone);
  if (last?.at === at) return last.date;
  const date = shownAt(instant, zone);
  lastShown.set(zone, { at, date });
  return date;
}

function shownAt(instant: Date, zone: string): CivilDate {
  const [year = 0, month = 0, day = 0] = formatterOf(zone).format(instant).split('-').map(Number);
  return { year, month, day };
}

/** `YYYY-MM-DD`; such texts are in order when their days are. */
export function isoDate({ year, month, day }: CivilDate): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = zoned.get(zone);
  if (known !== undefined) return known;
  // The Swedish form of a date is the ISO form.
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  zoned.set(zone, made);
  return made;
}
