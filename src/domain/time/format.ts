import type { ReaderLanguage } from '../people/person.ts';
import { HANOI } from './zones.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are kept: making one costs more than a page. */
function parts(instant: Date, zone: string, language: ReaderLanguage): Record<string, string> {
  const key = `${zone} ${language}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(key, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(instant).map((p) => [p.type, p.value]));
}

const viWeekdays: Record<string, string> = {
  Monday: 'Thứ Hai',
  Tuesday: 'Thứ Ba',
  Wednesday: 'Thứ Tư',
  Thursday: 'Thứ Năm',
  Friday: 'Thứ Sáu',
  Saturday: 'Thứ Bảy',
  Sunday: 'Chủ Nhật',
};
const months = [
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

/** `20:00, Thứ Sáu 4/7/2025` or `Friday, 4 July 2025, 20:00`; the zone's city when not Hanoi. */
export function formatInstant(instant: Date, language: ReaderLanguage, zone = HANOI): string {
  const suffix = zone === HANOI ? '' : ` (${cityOf(zone, language)})`;
  const date = formatDay(instant, language, zone);
  const time = formatTime(instant, zone);
  return language === 'vi' ? `${time}, ${date}${suffix}` : `${date}, ${time}${suffix}`;
}

/** `Thứ Sáu 4/7/2025` or `Friday, 4 July 2025`. */
export function formatDay(instant: Date, language: ReaderLanguage, zone = HANOI): string {
  const p = parts(instant, zone, language);
  const weekday = p['weekday'] ?? '';
  const month = p['month'] ?? '';
  return language === 'vi'
    ? `${viWeekdays[weekday] ?? weekday} ${p['day'] ?? ''}/${months.indexOf(month) + 1}/${p['year'] ?? ''}`
    : `${weekday}, ${p['day'] ?? ''} ${month} ${p['year'] ?? ''}`;
}

/** Two days named shortly: `9/11–15/11` or `9–15 November`. */
export function formatDayRange(from: Date, to: Date, language: ReaderLanguage): string {
  const a = parts(from, HANOI, language);
  const b = parts(to, HANOI, language);
  const of = (p: Record<string, string>): [string, string] => [p['day'] ?? '', p['month'] ?? ''];
  const [dayA, monthA] = of(a);
  const [dayB, monthB] = of(b);
  if (language === 'vi') {
    return `${dayA}/${months.indexOf(monthA) + 1}–${dayB}/${months.indexOf(monthB) + 1}`;
  }
  return monthA === monthB ? `${dayA}–${dayB} ${monthB}` : `${dayA} ${monthA} – ${dayB} ${monthB}`;
}

/** A day as the axis of a chart names it: `T2 9/11`, `CN 15/11`, or `Mon 9`. */
export function formatAxisDay(instant: Date, language: ReaderLanguage): string {
  const p = parts(instant, HANOI, language);
  const weekday = p['weekday'] ?? '';
  const day = p['day'] ?? '';
  if (language === 'en') return `${weekday.slice(0, 3)} ${day}`;
  const place = Object.keys(viWeekdays).indexOf(weekday);
  const name = weekday === 'Sunday' ? 'CN' : `T${place + 2}`;
  return `${name} ${day}/${months.indexOf(p['month'] ?? '') + 1}`;
}

/** A day without its weekday and year: `9/11` or `9 Nov`. */
export function formatShortDay(instant: Date, language: ReaderLanguage): string {
  const p = parts(instant, HANOI, language);
  const day = p['day'] ?? '';
  const month = p['month'] ?? '';
  return language === 'vi' ? `${day}/${months.indexOf(month) + 1}` : `${day} ${month.slice(0, 3)}`;
}

/** `20:00`. */
export function formatTime(instant: Date, zone = HANOI): string {
  const p = parts(instant, zone, 'en');
  return `${p['hour'] ?? ''}:${p['minute'] ?? ''}`;
}

const numbers = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }),
};

/** `1.234.567,8` or `1,234,567.8`. */
export function formatNumber(value: number, language: ReaderLanguage): string {
  return numbers[language].format(value);
}

/** The city of a zone as people say it: `Europe/Zurich` is Geneva's clock too, so data names it. */
export function cityOf(zone: string, language: ReaderLanguage): string {
  if (zone === HANOI) return language === 'vi' ? 'Hà Nội' : 'Ha Noi';
  const city = zone.split('/').at(-1) ?? zone;
  return city.replaceAll('_', ' ');
}
