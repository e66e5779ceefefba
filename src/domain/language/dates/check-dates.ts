import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import type { Span, Subject } from '../subject.ts';
import { checkHolidays } from './check-holidays.ts';
import { civilDateAt, dayNumber, isRealDate, isoWeekday } from './civil-date.ts';
import type { CivilDate } from './civil-date.ts';
import { findDates } from './written-dates.ts';
import type { WrittenDate } from './written-date.ts';
import { HANOI_ZONE, dateInWords, likeCase, weekdayName } from './date-words.ts';

/** A date without a year that is farther away than this is left alone: another year may be meant. */
const NEAR_DAYS = 150;
/** A date without a year that lies back no farther than this was meant to come. */
const STALE_DAYS = 60;

const RELATIVE: Record<'vi' | 'en', { pattern: RegExp; days: number }[]> = {
  vi: [
    {
      pattern: /(?:hôm nay|(?:sáng|trưa|chiều|tối|đêm) nay|ngày hôm nay)[\s,(–-]*(?:tức )?$/iu,
      days: 0,
    },
    { pattern: /(?:ngày mai|(?:sáng|trưa|chiều|tối) mai)[\s,(–-]*$/iu, days: 1 },
    { pattern: /(?:hôm qua|(?:sáng|trưa|chiều|tối) qua)[\s,(–-]*$/iu, days: -1 },
  ],
  en: [
    {
      pattern: /\b(?:today|this (?:morning|afternoon|evening)|tonight)[\s,(–-]*(?:on )?$/iu,
      days: 0,
    },
    { pattern: /\btomorrow(?: (?:morning|afternoon|evening))?[\s,(–-]*(?:on )?$/iu, days: 1 },
    { pattern: /\byesterday(?: (?:morning|afternoon|evening))?[\s,(–-]*(?:on )?$/iu, days: -1 },
  ],
};
const TO_COME: Record<'vi' | 'en', RegExp> = {
  vi: /(?:(?<![\p{L}])sẽ|dự kiến|sắp)(?![\p{L}])[^.;!?\n]{0,90}$/iu,
  en: /\b(?:will|is to be|are to be|is due|are due|is scheduled|upcoming|takes? place|opens?)\b[^.;!?\n]{0,90}$/iu,
};
/** What is said of such a date has happened, or lasts since then. */
const HAPPENED: Record<'vi' | 'en', RegExp> = {
  vi: /(?:ký|từ|kể từ|ban hành|thông qua|thành lập|sinh|đã[^,;]{0,40}|trước)\s*(?:kết\s*)?(?:vào\s*)?$/iu,
  en: /\b(?:signed|adopted|(?<!be )held|issued|established|since|from|born|founded|opened|passed|of)\b[^,;]{0,12}(?:on\s*)?$/iu,
};

/** Weekdays, impossible dates, today and tomorrow, events that are over, and days that follow the moon. */
export function checkDates(subject: Subject, data: LanguageData): RuleFinding[] {
  const { language } = subject.input;
  if (language !== 'vi' && language !== 'en') return [];
  const dates = findDates(subject.text, language).filter(
    (one) => !subject.isIn(one, 'url', 'handle'),
  );
  return [
    ...dates.flatMap((date) => checkOne(subject, date, language)),
    ...checkHolidays(subject, dates, data.moonDays, language),
  ];
}

function checkOne(subject: Subject, date: WrittenDate, language: 'vi' | 'en'): RuleFinding[] {
  if (date.isLunar || date.day === null || date.month === null) return [];
  const written = subject.text.slice(date.start, date.end);
  const wrongOrder = inOtherOrder(date, language);
  if (wrongOrder !== null) {
    return [
      {
        rule: 'date.order',
        severity: 'warn',
        ...spanOf(date),
        parameters: { written, right: wrongOrder },
        suggestion: wrongOrder,
      },
    ];
  }
  const today = civilDateAt(subject.input.at, HANOI_ZONE);
  const real = realDateOf(date, today);
  if (real === null) {
    return [
      { rule: 'date.impossible', severity: 'warn', ...spanOf(date), parameters: { written } },
    ];
  }
  return [
    ...weekdayFinding(subject, date, real, language),
    ...relativeFinding(subject, date, real, language),
    ...pastFinding(subject, date, real, today, language),
    ...ambiguousFinding(date, written, language),
  ];
}

/** The day that is meant; null when there is no such day. Without a year it is the nearest one. */
function realDateOf(date: WrittenDate, today: CivilDate): CivilDate | null {
  const { day, month, year, to } = date;
  if (day === null || month === null) return null;
  if (year !== null) {
    const last = to === null || isRealDate({ year, month: to.month ?? month, day: to.day });
    // Only the last day of a range names its month: the first may be of the month before.
    return isRealDate({ year, month, day }) && last ? { year, month, day } : null;
  }
  const years = [today.year, today.year - 1, today.year + 1, 2028].filter((one) =>
    isRealDate({ year: one, month, day }),
  );
  const [nearest] = years
    .map((one) => ({ year: one, month, day }))
    .sort(
      (a, b) =>
        Math.abs(dayNumber(a) - dayNumber(today)) - Math.abs(dayNumber(b) - dayNumber(today)),
    );
  return nearest ?? null;
}

function weekdayFinding(
  { text, input }: Subject,
  date: WrittenDate,
  real: CivilDate,
  language: 'vi' | 'en',
): RuleFinding[] {
  const { weekday } = date;
  const right = isoWeekday(real);
  if (weekday === null || weekday === right || date.to !== null) return [];
  const away = Math.abs(dayNumber(real) - dayNumber(civilDateAt(input.at, HANOI_ZONE)));
  if (date.year === null && away > NEAR_DAYS) return [];
  const written = text.slice(date.start, date.end);
  const said = date.weekdayName ?? '';
  const suggestion = written.replace(said, likeCase(said, weekdayName(right, language)));
  return [
    {
      rule: 'date.weekday',
      severity: 'warn',
      ...spanOf(date),
      parameters: {
        dateVi: dateInWords(real, 'vi'),
        dateEn: dateInWords(real, 'en'),
        rightVi: weekdayName(right, 'vi'),
        rightEn: weekdayName(right, 'en'),
        saidVi: weekdayName(weekday, 'vi'),
        saidEn: weekdayName(weekday, 'en'),
      },
      suggestion,
    },
  ];
}

/** "Today" is a day in Ha Noi and, far away, in the unit's own zone. */
function relativeFinding(
  { text, input }: Subject,
  date: WrittenDate,
  real: CivilDate,
  language: 'vi' | 'en',
): RuleFinding[] {
  const before = text.slice(Math.max(0, date.start - 30), date.start);
  for (const { pattern, days } of RELATIVE[language]) {
    const said = pattern.exec(before);
    if (said === null) continue;
    const meant = [HANOI_ZONE, input.zone].map(
      (zone) => dayNumber(civilDateAt(input.at, zone)) + days,
    );
    if (meant.includes(dayNumber(real))) return [];
    const start = date.start - (before.length - said.index);
    const today = civilDateAt(input.at, HANOI_ZONE);
    return [
      {
        rule: 'date.relative',
        severity: 'warn',
        start,
        end: date.end,
        parameters: {
          written: text.slice(start, date.end),
          sentVi: dateInWords(today, 'vi'),
          sentEn: dateInWords(today, 'en'),
        },
      },
    ];
  }
  return [];
}

/** What is said to come, on a day that is over when it is said. */
function pastFinding(
  { text, input, sentences }: Subject,
  date: WrittenDate,
  real: CivilDate,
  today: CivilDate,
  language: 'vi' | 'en',
): RuleFinding[] {
  const last = date.to === null ? dayNumber(real) : dayNumber({ ...real, day: date.to.day });
  const ago = dayNumber(today) - last;
  if (ago < 1 || dayNumber(civilDateAt(input.at, input.zone)) <= last) return [];
  if (date.year === null && ago > STALE_DAYS) return [];
  const sentence = sentences.find((one) => one.start <= date.start && date.start < one.end);
  const before = text.slice(sentence?.start ?? 0, date.start);
  if (!TO_COME[language].test(before) || HAPPENED[language].test(before)) return [];
  return [
    {
      rule: 'date.past',
      severity: 'warn',
      ...spanOf(date),
      parameters: {
        written: text.slice(date.start, date.end),
        sentVi: dateInWords(today, 'vi'),
        sentEn: dateInWords(today, 'en'),
      },
    },
  ];
}

/** Day and month in the order of the other language: there is no thirteenth month. */
function inOtherOrder(
  { day, month, year, form, to }: WrittenDate,
  language: 'vi' | 'en',
): string | null {
  if (form !== 'figures' || to !== null || day === null || month === null || year === null)
    return null;
  if (month <= 12 || !isRealDate({ year, month: day, day: month })) return null;
  const right = { year, month: day, day: month };
  return language === 'vi' ? `${right.day}/${right.month}/${year}` : dateInWords(right, 'en');
}

/** Readers in the world read 4/7 in two ways. */
function ambiguousFinding(
  { day, month, year, form, start, end }: WrittenDate,
  written: string,
  language: 'vi' | 'en',
): RuleFinding[] {
  if (language !== 'en' || form !== 'figures' || day === null || month === null || year === null)
    return [];
  if (day > 12 || day === month) return [];
  const right = dateInWords({ year, month, day }, 'en');
  const parameters = { written, right };
  return [{ rule: 'date.ambiguous', severity: 'hint', start, end, parameters, suggestion: right }];
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
