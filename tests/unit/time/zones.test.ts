import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  addWeeks,
  dayOf,
  nextReportTime,
  parseLocalTime,
  parseWeek,
  reportTimeOf,
  startOfDay,
  toLocalTime,
  weekOf,
} from '../../../src/domain/time/zones.ts';

const utc = (text: string): Date => new Date(`${text}Z`);

describe('weeks and days of Ha Noi', () => {
  it('a week runs from Monday 00:00 to the next Monday 00:00 in Ha Noi', () => {
    expect(parseWeek('2026-W46')).toEqual({
      key: '2026-W46',
      from: utc('2026-11-08T17:00:00'),
      to: utc('2026-11-15T17:00:00'),
    });
  });

  it('Sunday 23:59 is in the week and midnight is in the next', () => {
    expect(weekOf(utc('2026-11-15T16:59:59')).key).toBe('2026-W46');
    expect(weekOf(utc('2026-11-15T17:00:00')).key).toBe('2026-W47');
    expect(dayOf(utc('2026-11-15T16:59:59'))).toBe('2026-11-15');
    expect(dayOf(utc('2026-11-15T17:00:00'))).toBe('2026-11-16');
  });

  it('the days around New Year belong to the week of their Thursday', () => {
    expect(weekOf(utc('2026-12-31T17:00:00')).key).toBe('2026-W53');
    expect(addWeeks(weekOf(utc('2026-12-31T17:00:00')), 1).key).toBe('2027-W01');
  });

  it('refuses a week that does not exist', () => {
    for (const key of ['2027-W53', '2026-W00', '2026-W54', '2026-46', 'W46', '']) {
      expect(parseWeek(key)).toBeNull();
    }
    expect(parseWeek('2026-W53')).not.toBeNull();
  });

  it('every week and day has the same length, also when Paris changes its clocks', () => {
    const week = parseWeek('2026-W43')!;
    expect(week.to.getTime() - week.from.getTime()).toBe(7 * 86_400_000);
    expect(startOfDay('2026-10-26').getTime() - startOfDay('2026-10-25').getTime()).toBe(
      86_400_000,
    );
    expect(addDays('2026-10-25', 1)).toBe('2026-10-26');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('the report is due on Monday 08:00, and a second later on the next Monday', () => {
    const monday = utc('2026-11-16T01:00:00');
    expect(nextReportTime(utc('2026-11-16T00:59:59'))).toEqual(monday);
    expect(nextReportTime(monday)).toEqual(utc('2026-11-23T01:00:00'));
    expect(reportTimeOf(weekOf(monday))).toEqual(monday);
  });
});

describe('times that people type', () => {
  it('a time is read by the clock of the place', () => {
    expect(parseLocalTime('2026-11-25T08:30', 'Asia/Ho_Chi_Minh')).toEqual(
      utc('2026-11-25T01:30:00'),
    );
    expect(parseLocalTime('2026-11-25T08:30', 'Europe/Paris')).toEqual(utc('2026-11-25T07:30:00'));
  });

  it('a time that the clocks skip that night is refused', () => {
    expect(parseLocalTime('2027-03-28T02:30', 'Europe/Paris')).toBeNull();
    expect(parseLocalTime('2027-03-28T02:30', 'Asia/Ho_Chi_Minh')).not.toBeNull();
  });

  it('what is no time is refused', () => {
    for (const text of ['', 'tomorrow', '2026-02-30T08:00', '2026-11-25T25:00']) {
      expect(parseLocalTime(text, 'Asia/Ho_Chi_Minh')).toBeNull();
    }
  });

  it('an instant is shown again as it was typed', () => {
    const typed = parseLocalTime('2026-07-04T20:00', 'Europe/Paris')!;
    expect(toLocalTime(typed, 'Europe/Paris')).toBe('2026-07-04T20:00');
    expect(toLocalTime(typed, 'Asia/Ho_Chi_Minh')).toBe('2026-07-05T01:00');
  });
});
