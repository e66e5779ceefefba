import type { ReaderLanguage } from '../domain/people/person.ts';
import {
  cityOf,
  formatDay,
  formatInstant,
  formatNumber,
  formatTime,
} from '../domain/time/format.ts';

/** How dates and numbers are written for one reader: what views call. */
export type Format = {
  /** `20:00, Thứ Sáu 4/7/2025`, with the city when the zone is not Hanoi's. */
  instant(at: Date, zone?: string): string;
  day(at: Date, zone?: string): string;
  time(at: Date, zone?: string): string;
  number(value: number): string;
  city(zone: string): string;
  /** An amount in millionths of a US dollar: `0,20 USD`, with a third decimal where there is one. */
  usd(micros: number): string;
};

const formats: Record<ReaderLanguage, Format> = { vi: formatFor('vi'), en: formatFor('en') };

export function formatOf(language: ReaderLanguage): Format {
  return formats[language];
}

function formatFor(language: ReaderLanguage): Format {
  const money = new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  });
  return {
    instant: (at, zone) => formatInstant(at, language, zone),
    day: (at, zone) => formatDay(at, language, zone),
    time: (at, zone) => formatTime(at, zone),
    number: (value) => formatNumber(value, language),
    city: (zone) => cityOf(zone, language),
    usd: (micros) => `${money.format(micros / 1_000_000)} USD`,
  };
}
