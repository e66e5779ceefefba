import type { SampleAge } from '../../domain/audience/metrics.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { formatDayRange } from '../../domain/time/format.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';

/** Who reads a page of figures. */
export type Reader = { language: ReaderLanguage; t: Translate };

/** A figure in a table: what is not known is said and is never 0. */
export type Cell = { text: string; note: string; isMissing: boolean };

export function cell(reader: Reader, value: number | null, note = ''): Cell {
  return value === null
    ? { text: reader.t('common.missing'), note, isMissing: true }
    : { text: formatOf(reader.language).number(value), note, isMissing: false };
}

/** A place in the table where no figure is to be expected. */
export const nothing: Cell = { text: '–', note: '', isMissing: true };

/** `3,4%`, with the number of posts it is made of. */
export function rateCell(reader: Reader, rate: number | null, n: number): Cell {
  if (rate === null) return cell(reader, null);
  return { text: percent(reader, rate), note: ofPosts(reader, n), isMissing: false };
}

export function percent(reader: Reader, fraction: number): string {
  return `${formatOf(reader.language).number(Number((fraction * 100).toFixed(1)))}%`;
}

/** `+12`, `−3`. */
export function signedCell(reader: Reader, value: number | null): Cell {
  if (value === null) return cell(reader, null);
  const sign = value > 0 ? '+' : value < 0 ? '\u2212' : '';
  const text = sign + formatOf(reader.language).number(Math.abs(value));
  return { text, note: '', isMissing: false };
}

/** `n = 21 bài`. */
function ofPosts(reader: Reader, n: number): string {
  return reader.t('report.nPosts', { count: n, formatted: formatOf(reader.language).number(n) });
}

/** How much of a sum is known, when that is not all of it. */
export function knownOf(reader: Reader, n: number, of: number): string {
  const { number } = formatOf(reader.language);
  return n === of ? '' : reader.t('report.known', { n: number(n), of: number(of) });
}

export function ageWords(reader: Reader, ageHours: SampleAge): string {
  const isDays = ageHours >= 168;
  const count = isDays ? ageHours / 24 : ageHours;
  const formatted = formatOf(reader.language).number(count);
  return reader.t(isDays ? 'report.age.days' : 'report.age.hours', { count, formatted });
}

/** `16/11–22/11`. */
export function weekRange(reader: Reader, week: Week): string {
  return formatDayRange(week.from, new Date(week.to.getTime() - 1), reader.language);
}
