import type { RuleFinding } from '../finding.ts';
import type { Subject } from '../subject.ts';
import { civilDateAt, dayNumber, isRealDate } from './civil-date.ts';
import type { CivilDate } from './civil-date.ts';
import { HANOI_ZONE, dateInWords } from './date-words.ts';
import type { WrittenDate } from './written-date.ts';

/** A day that follows the moon: never computed, for other calendars compute it for other places. */
export type MoonDay = { vi: string; en: string; day: CivilDate };

/** What stands before a date that is said to be the day itself. */
const SAID: Record<'vi' | 'en', { pattern: RegExp; en: string }[]> = {
  vi: [
    {
      pattern:
        /(?:m[ùồ]ng\s+(?:1|một)(?:\s+tháng\s+Giêng|\s+Tết)[^.;\n]{0,40}|Tết\s+(?:Nguyên\s+[đĐ]án|Âm\s+lịch)?[^.,;\n]{0,20})\s(?:là|rơi vào|nhằm|đúng vào)\s*$/iu,
      en: 'Lunar New Year',
    },
    {
      pattern: /Giỗ\s+[Tt]ổ(?:\s+Hùng\s+Vương)?[^.;\n]{0,40}\s(?:là|rơi vào|vào|nhằm)\s*$/iu,
      en: "Hung Kings' Day",
    },
  ],
  en: [
    {
      pattern:
        /(?:first day of (?:Tet|the Lunar New Year|the Year of the \w+)[^.;\n]{0,30}|(?:Tet|Lunar New Year)(?:\s+\(Tet\))?(?:\s+\d{4})?,?\s*(?:which\s+)?)\s*(?:falls?\s+on|is\s+on|is|begins\s+on|starts\s+on)\s*$/iu,
      en: 'Lunar New Year',
    },
    {
      pattern: /Hung\s+Kings[’']?[^.;\n]{0,40}\s(?:falls?\s+on|is\s+on|is|on)\s*$/iu,
      en: "Hung Kings' Day",
    },
  ],
};

/** Tết and the days like it, against the table that is shipped. */
export function checkHolidays(
  { text, input, sentences }: Subject,
  dates: readonly WrittenDate[],
  moonDays: readonly MoonDay[],
  language: 'vi' | 'en',
): RuleFinding[] {
  const thisYear = civilDateAt(input.at, HANOI_ZONE).year;
  return dates.flatMap(({ start, end, day, month, year, isLunar }) => {
    if (isLunar || day === null || month === null) return [];
    const sentence = sentences.find((one) => one.start <= start && start < one.end);
    const before = text.slice(Math.max(sentence?.start ?? 0, start - 90), start);
    const holiday = SAID[language].find(({ pattern }) => pattern.test(before));
    if (holiday === undefined) return [];
    const said = { year: year ?? thisYear, month, day };
    const right = moonDays.find((one) => one.en === holiday.en && one.day.year === said.year);
    if (right === undefined || !isRealDate(said) || dayNumber(right.day) === dayNumber(said))
      return [];
    return [
      {
        rule: 'date.holiday',
        severity: 'warn',
        start,
        end,
        parameters: {
          nameVi: right.vi,
          nameEn: right.en,
          rightVi: dateInWords(right.day, 'vi'),
          rightEn: dateInWords(right.day, 'en'),
        },
      },
    ];
  });
}
