import { matchDates, numberOrNull } from './match-dates.ts';
import type { DatePattern } from './match-dates.ts';
import type { WrittenDate } from './written-date.ts';

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const weekday = String.raw`(?:(?<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:,\s*|\s+)(?:the\s+)?)?`;
const month = String.raw`(?<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)(?![a-z])`;
const ordinal = '(?:st|nd|rd|th)?';
const notInNumber = String.raw`(?<![\d/.,:-])`;
const year = String.raw`(?:,?\s+(?<year>(?:1[5-9]|20)\d{2})(?!\d))?`;
const range = String.raw`(?:\s*(?:[-–]|to|and|until)\s*(?<to>\d{1,2})${ordinal}(?!\d))?`;

const date = (source: string): RegExp => new RegExp(source, 'gu');

const read = (groups: Record<string, string | undefined>): Partial<WrittenDate> => {
  const last = numberOrNull(groups['to']);
  return {
    day: numberOrNull(groups['day']),
    month: monthOf(groups['month']),
    year: numberOrNull(groups['year']),
    weekday: weekdayOf(groups['weekday']),
    weekdayName: groups['weekday'] ?? null,
    to: last === null ? null : { day: last, month: null },
  };
};

const patterns: readonly DatePattern[] = [
  // Thursday, 4 July 2025; 4-6 July; the 4th of July; 5 to 10 February 2027
  {
    pattern: date(
      String.raw`${weekday}${notInNumber}(?<day>\d{1,2})${ordinal}${range}\s+(?:of\s+)?${month}${year}`,
    ),
    read,
  },
  // Thursday, July 4, 2025; September 2
  {
    pattern: date(
      String.raw`${weekday}${month}\s+(?<day>\d{1,2})${ordinal}(?!\d|[.:]\d)${range}${year}`,
    ),
    read,
  },
  // 2025-07-04
  {
    pattern: date(
      String.raw`(?<![\d-])(?<year>(?:19|20)\d{2})-(?<month>\d{2})-(?<day>\d{2})(?![\d-])`,
    ),
    read,
  },
  // 04/07/2025
  {
    pattern: date(
      String.raw`${weekday}${notInNumber}(?<day>\d{1,2})/(?<month>\d{1,2})/(?<year>(?:19|20)\d{2})(?![\d/])`,
    ),
    read: (groups) => ({ ...read(groups), form: 'figures' }),
  },
  // March 2024
  { pattern: date(String.raw`${month}\s+(?<year>(?:1[5-9]|20)\d{2})(?!\d)`), read },
  // in 2019, since 1977
  {
    pattern: date(
      String.raw`(?<![\p{L}])(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|of|year)\s+(?<year>(?:1[5-9]|20)\d{2})(?![\d,.]*\d)`,
    ),
    read,
  },
];

export function englishDates(text: string): WrittenDate[] {
  return matchDates(text, patterns);
}

function monthOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d/.test(text)) return Number(text);
  const index = MONTHS.findIndex((name) => name.startsWith(text.slice(0, 3).toLowerCase()));
  return index < 0 ? null : index + 1;
}

function weekdayOf(name: string | undefined): number | null {
  const index = DAYS.indexOf((name ?? '').toLowerCase());
  return index < 0 ? null : index + 1;
}
