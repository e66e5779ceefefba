import type { CivilDate } from './civil-date.ts';

/** Where the ministry's today is. */
export const HANOI_ZONE = 'Asia/Ho_Chi_Minh';

const WEEKDAYS = {
  vi: ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** The name of a weekday, 1 for Monday to 7 for Sunday. */
export function weekdayName(weekday: number, language: 'vi' | 'en'): string {
  return WEEKDAYS[language][weekday - 1] ?? '';
}

/** A date in the house form of each language: 4/7/2025, and 4 July 2025. */
export function dateInWords({ year, month, day }: CivilDate, language: 'vi' | 'en'): string {
  return language === 'vi'
    ? `${day}/${month}/${year}`
    : `${day} ${MONTHS[month - 1] ?? month} ${year}`;
}

/** A word that begins a sentence as the one did whose place it takes. */
export function likeCase(like: string, word: string): string {
  const [first = ''] = like;
  return first !== first.toLowerCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
