import { matchDates, numberOrNull } from './match-dates.ts';
import type { DatePattern } from './match-dates.ts';
import type { WrittenDate } from './written-date.ts';

const WEEKDAYS: Readonly<Record<string, number>> = {
  'thứ hai': 1,
  'thứ 2': 1,
  'thứ ba': 2,
  'thứ 3': 2,
  'thứ tư': 3,
  'thứ 4': 3,
  'thứ năm': 4,
  'thứ 5': 4,
  'thứ sáu': 5,
  'thứ 6': 5,
  'thứ bảy': 6,
  'thứ 7': 6,
  'chủ nhật': 7,
};
const MONTH_WORDS: Readonly<Record<string, number>> = {
  giêng: 1,
  hai: 2,
  ba: 3,
  tư: 4,
  năm: 5,
  sáu: 6,
  bảy: 7,
  tám: 8,
  chín: 9,
  mười: 10,
  'mười một': 11,
  'mười hai': 12,
  chạp: 12,
};

const weekday = String.raw`(?:(?<weekday>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)(?![\p{L}\d])[\s,(]*)?`;
const dayWord = String.raw`(?:ngày\s+)?`;
const lunar = String.raw`(?<lunar>\s*\(?âm lịch|\s+năm [A-ZĐ]\p{L}+ [A-Z]\p{L}+)?`;
const notInNumber = String.raw`(?<![\d/.,:-])`;
const end = String.raw`(?![\d/]|[.,]\d)`;

const date = (source: string): RegExp => new RegExp(source, 'giu');

const figures = ({ day, month, year, weekday: named, lunar: moon, to }: Groups): Part | null => {
  const [d, m] = [numberOrNull(day), numberOrNull(month)];
  // Around the clock, and not the 24th of July.
  if (year === undefined && (d === 24 && m === 7 ? true : !isLikely(d, m))) return null;
  const last = numberOrNull(to);
  return {
    day: d,
    month: m,
    year: numberOrNull(year),
    weekday: weekdayOf(named),
    weekdayName: named ?? null,
    isLunar: moon !== undefined,
    to: last === null ? null : { day: last, month: null },
    form: 'figures',
  };
};
const words = (groups: Groups): Part => {
  const last = numberOrNull(groups['to']);
  return {
    day: numberOrNull(groups['day']),
    month: monthOf(groups['month']),
    year: numberOrNull(groups['year']),
    weekday: weekdayOf(groups['weekday']),
    weekdayName: groups['weekday'] ?? null,
    isLunar: groups['lunar'] !== undefined || /giêng|chạp/iu.test(groups['month'] ?? ''),
    to: last === null ? null : { day: last, month: null },
  };
};

type Groups = Record<string, string | undefined>;
type Part = Partial<WrittenDate>;

const patterns: readonly DatePattern[] = [
  // 14-15/8/2020, ngày 5 đến ngày 10/2/2027, ngày 14 và 15/12
  {
    pattern: date(
      String.raw`${weekday}${dayWord}${notInNumber}(?<day>\d{1,2})\s*(?:[-–]|đến|tới|và)\s*${dayWord}(?<to>\d{1,2})/(?<month>\d{1,2})(?:/(?<year>\d{4}))?${end}${lunar}`,
    ),
    read: figures,
  },
  // thứ Năm, ngày 26/11/2026; 24-11-2026; 24.11.2026
  {
    pattern: date(
      String.raw`${weekday}${dayWord}${notInNumber}(?<day>\d{1,2})(?:/(?<month>\d{1,2})(?:/(?<year>\d{4}))?|(?<sep>[-.])(?<month2>\d{1,2})\k<sep>(?<year2>\d{4}))${end}${lunar}`,
    ),
    read: (groups) =>
      figures({
        ...groups,
        month: groups['month'] ?? groups['month2'],
        year: groups['year'] ?? groups['year2'],
      }),
  },
  // ngày 04 tháng 7 năm 2025; 4 tháng 7; 10 tháng Ba âm lịch
  {
    pattern: date(
      String.raw`${weekday}${dayWord}${notInNumber}(?<day>\d{1,2})(?:\s*(?:[-–]|đến|và)\s*${dayWord}(?<to>\d{1,2}))?\s+tháng\s+(?<month>\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?: một| hai)?|chạp)(?![\p{L}\d])(?:,?\s+(?:năm\s+)?(?<year>\d{4})(?!\d))?${lunar}`,
    ),
    read: words,
  },
  // mùng 1 Tết, mồng 3 tháng Giêng
  {
    pattern: date(
      String.raw`m[ùồ]ng\s+(?<day>\d{1,2}|một|hai|ba|tư|năm)(?:\s+(?:Tết|tháng\s+Giêng))(?![\p{L}\d])`,
    ),
    read: ({ day }) => ({
      day: Number.isNaN(Number(day)) ? monthOf(day) : Number(day),
      month: 1,
      isLunar: true,
    }),
  },
  // tháng 11/2026, tháng 3 năm 2024
  {
    pattern: date(
      String.raw`tháng\s+(?<month>\d{1,2})(?:\s*/\s*|\s+năm\s+|\s+)(?<year>(?:19|20)\d{2})(?!\d)`,
    ),
    read: words,
  },
  // năm 2045
  { pattern: date(String.raw`năm\s+(?<year>1[0-9]\d{2}|20\d{2})(?!\d)`), read: words },
];

export function vietnameseDates(text: string): WrittenDate[] {
  return matchDates(text, patterns);
}

function isLikely(day: number | null, month: number | null): boolean {
  return day !== null && month !== null && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

function weekdayOf(name: string | undefined): number | null {
  return WEEKDAYS[(name ?? '').toLowerCase()] ?? null;
}

function monthOf(text: string | undefined): number | null {
  const lower = (text ?? '').toLowerCase();
  if (lower === 'một') return 1;
  return MONTH_WORDS[lower] ?? numberOrNull(text);
}
