import type { WrittenDate } from '../dates/written-date.ts';
import { findTimes } from '../dates/written-times.ts';
import type { WrittenTime } from '../dates/written-times.ts';
import type { RuleFinding } from '../finding.ts';
import type { Sides } from './sides.ts';
import { leftoversOf } from './leftovers.ts';
import { tellLeft } from './tell.ts';

const HOURS = 24;

/** Dates in whatever form each side writes them. */
export function compareDates({ here, there, datesHere, datesThere }: Sides): RuleFinding[] {
  const left = leftoversOf(datesHere, datesThere, isSameDate);
  const open = {
    here: left.here.filter((date) => !isYearIn(date, there.text)),
    there: left.there.filter((date) => !isYearIn(date, here.text)),
  };
  const isConflict = open.here.length > 0 && open.there.length > 0;
  return tellLeft(open, here.text, there.text, {
    rule: 'parity.date',
    // A day that one side alone names may be said by its name on the other.
    severity: (a, b) => (isConflict || (a ?? b)?.year !== null ? 'warn' : 'hint'),
  });
}

/** Times of day, by the clock that is named where one is. */
export function compareTimes({ here, there, languageHere, languageThere }: Sides): RuleFinding[] {
  const left = leftoversOf(
    findTimes(here.text, languageHere),
    findTimes(there.text, languageThere),
    isSameTime,
  );
  return tellLeft(left, here.text, there.text, { rule: 'parity.time', severity: () => 'warn' });
}

function isSameDate(a: WrittenDate, b: WrittenDate): boolean {
  const agree = (x: number | null, y: number | null): boolean =>
    x === null || y === null || x === y;
  const isDay = a.day !== null && b.day !== null;
  if (isDay !== (a.day !== null || b.day !== null)) return false;
  return (
    agree(a.day, b.day) &&
    agree(a.month, b.month) &&
    agree(a.year, b.year) &&
    agree(a.to?.day ?? null, b.to?.day ?? null) &&
    (a.month !== null) === (b.month !== null) &&
    a.isLunar === b.isLunar
  );
}

/** A year alone may stand in a span of years, or in a longer date. */
function isYearIn({ day, month, year }: WrittenDate, text: string): boolean {
  return year !== null && day === null && month === null && text.includes(String(year));
}

function isSameTime(a: WrittenTime, b: WrittenTime): boolean {
  if (a.minute !== b.minute) return false;
  if (a.offset === null || b.offset === null || a.offset === b.offset) {
    return a.hour % HOURS === b.hour % HOURS;
  }
  const utc = ({ hour, offset }: WrittenTime): number => (hour - (offset ?? 0) + 2 * HOURS) % HOURS;
  return utc(a) === utc(b);
}
