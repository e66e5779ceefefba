import { englishDates } from './english-dates.ts';
import { vietnameseDates } from './vietnamese-dates.ts';
import type { WrittenDate } from './written-date.ts';

/** Every date that a text in Vietnamese or English writes, in order; none in other languages. */
export function findDates(text: string, language: string): WrittenDate[] {
  if (!/\d|Tết/u.test(text)) return [];
  if (language === 'vi') return vietnameseDates(text);
  return language === 'en' ? englishDates(text) : [];
}
