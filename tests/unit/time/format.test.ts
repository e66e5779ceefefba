import { describe, expect, it } from '@jest/globals';
import {
  formatAxisDay,
  formatDay,
  formatDayRange,
  formatInstant,
  formatNumber,
} from '../../../src/domain/time/format.ts';

const launch = new Date('2025-07-04T13:00:00Z');

describe('dates and numbers as people write them', () => {
  it('an instant is written in the manner of each language', () => {
    expect(formatInstant(launch, 'vi')).toBe('20:00, Thứ Sáu 4/7/2025');
    expect(formatInstant(launch, 'en')).toBe('Friday, 4 July 2025, 20:00');
  });

  it('a zone that is not Ha Noi is named', () => {
    expect(formatInstant(launch, 'vi', 'Europe/Paris')).toBe('15:00, Thứ Sáu 4/7/2025 (Paris)');
    expect(formatInstant(launch, 'en', 'Europe/Paris')).toBe('Friday, 4 July 2025, 15:00 (Paris)');
  });

  it('a day is the day in Ha Noi', () => {
    expect(formatDay(new Date('2026-11-15T17:00:00Z'), 'vi')).toBe('Thứ Hai 16/11/2026');
    expect(formatDay(new Date('2026-11-15T16:59:00Z'), 'en')).toBe('Sunday, 15 November 2026');
  });

  it('a week is named by its two ends', () => {
    const from = new Date('2026-11-08T17:00:00Z');
    const to = new Date('2026-11-15T16:59:59Z');
    expect(formatDayRange(from, to, 'vi')).toBe('9/11–15/11');
    expect(formatDayRange(from, to, 'en')).toBe('9–15 November');
    const newYear = [new Date('2026-12-27T17:00:00Z'), new Date('2027-01-03T16:59:59Z')] as const;
    expect(formatDayRange(...newYear, 'vi')).toBe('28/12–3/1');
    expect(formatDayRange(...newYear, 'en')).toBe('28 December – 3 January');
  });

  it('the axis of a chart names weekday and day', () => {
    expect(formatAxisDay(new Date('2026-11-09T02:00:00Z'), 'vi')).toBe('T2 9/11');
    expect(formatAxisDay(new Date('2026-11-14T02:00:00Z'), 'vi')).toBe('T7 14/11');
    expect(formatAxisDay(new Date('2026-11-15T02:00:00Z'), 'vi')).toBe('CN 15/11');
    expect(formatAxisDay(new Date('2026-11-09T02:00:00Z'), 'en')).toBe('Mon 9');
  });

  it('numbers have the marks of each language', () => {
    expect(formatNumber(1234567.8, 'vi')).toBe('1.234.567,8');
    expect(formatNumber(1234567.8, 'en')).toBe('1,234,567.8');
  });
});
