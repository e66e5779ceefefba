import type { SampleAge } from '../../domain/audience/metrics.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Comparison } from '../../domain/reports/comparison.ts';
import { formatNumber } from '../../domain/time/format.ts';
import type { Translate } from '../../lib/i18n.ts';

/** Who reads: everything that turns figures into words needs both. */
export type Reader = { language: ReaderLanguage; t: Translate };

/** One figure as people read it: in the table, in the text and in an aside. */
export type FigureRow = {
  label: string;
  /** `n = 21 bài`, or how much of the figure is known; empty when there is nothing to say. */
  note: string;
  value: string;
  /** `▲ 12%`, or empty when a change is not to be given. */
  change: string;
  before: string;
  mean: string;
};

type Format = 'count' | 'signed' | 'mean' | 'percent';

const arrows = { up: '▲', down: '▼', flat: '▬' } as const;

export function figureRow(
  reader: Reader,
  label: string,
  figure: Comparison,
  format: Format = 'count',
  note = '',
): FigureRow {
  // A mean of small counts says more with a decimal: 6.5 posts a week.
  const small = format === 'count' && (figure.mean ?? 0) < 100;
  const meanFormat = small ? 'mean' : format;
  const mean = say(reader, figure.mean, meanFormat);
  return {
    label,
    note,
    value: say(reader, figure.value, format),
    change: changeWords(reader, figure),
    before: say(reader, figure.before, format),
    mean:
      figure.mean !== null && figure.meanWeeks < 4
        ? reader.t('report.meanOfWeeks', { value: mean, weeks: figure.meanWeeks })
        : mean,
  };
}

/** A number in the reader's manner; the word for "not available" when there is none. */
export function say(reader: Reader, value: number | null, format: Format = 'count'): string {
  if (value === null) return reader.t('report.notAvailable');
  switch (format) {
    case 'count':
      return number(reader, Math.round(value));
    case 'mean':
      return number(reader, round(value, 1));
    case 'signed':
      return signed(reader, Math.round(value));
    case 'percent':
      return `${oneDecimal(reader, value * 100)}%`;
  }
}

/** A fraction as a whole percentage without a sign; below one percent with one decimal. */
export function sayShare(reader: Reader, fraction: number): string {
  const percent = Math.abs(fraction) * 100;
  return `${number(reader, percent < 0.95 ? round(percent, 1) : Math.round(percent))}%`;
}

export function sayAge(reader: Reader, ageHours: SampleAge): string {
  const days = ageHours >= 168;
  const count = days ? ageHours / 24 : ageHours;
  const formatted = number(reader, count);
  return reader.t(days ? 'report.age.days' : 'report.age.hours', { count, formatted });
}

/** `41 phút`, `3 giờ 10 phút`. */
export function sayMinutes(reader: Reader, minutes: number | null): string {
  if (minutes === null) return reader.t('report.notAvailable');
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  if (hours === 0) {
    return reader.t('report.duration.minutes', { count: whole, formatted: number(reader, whole) });
  }
  const key = whole % 60 === 0 ? 'report.duration.hours' : 'report.duration.hoursMinutes';
  return reader.t(key, { hours: number(reader, hours), minutes: whole % 60 });
}

/** `n = 21 bài`. */
export function sayN(reader: Reader, n: number): string {
  return reader.t('report.nPosts', { count: n, formatted: number(reader, n) });
}

function changeWords(reader: Reader, figure: Comparison): string {
  if (figure.change === null || figure.direction === null) return '';
  if (figure.direction === 'flat') return arrows.flat;
  return `${arrows[figure.direction]} ${changeSize(reader, figure, figure.change)}`;
}

function changeSize(reader: Reader, figure: Comparison, change: number): string {
  switch (figure.kind) {
    case 'relative':
      return sayShare(reader, change);
    case 'points':
      return reader.t('report.points', { value: oneDecimal(reader, Math.abs(change) * 100) });
    case 'difference':
      return number(reader, Math.round(Math.abs(change)));
  }
}

function signed(reader: Reader, value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '';
  return sign + number(reader, Math.abs(value));
}

function number(reader: Reader, value: number): string {
  return formatNumber(value, reader.language);
}

/** `3,0` and not `3`, so that rates line up. */
function oneDecimal({ language }: Reader, value: number): string {
  const text = value.toFixed(1);
  return language === 'vi' ? text.replace('.', ',') : text;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
