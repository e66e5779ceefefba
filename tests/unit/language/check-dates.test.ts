import { describe, expect, it } from '@jest/globals';
import { findDates } from '../../../src/domain/language/dates/written-dates.ts';
import { findTimes } from '../../../src/domain/language/dates/written-times.ts';
import { findings, told } from '../../language/check.ts';

const en = { language: 'en' };
const first = (text: string, around = {}) =>
  findings(text, around).find(({ rule }) => rule.startsWith('date.'));

describe('dates as they are written', () => {
  it.each([
    ['vi', 'thứ Năm, ngày 4 tháng 7 năm 2025', { weekday: 4, day: 4, month: 7, year: 2025 }],
    ['vi', 'ngày 04/7/2025', { day: 4, month: 7, year: 2025, form: 'figures' }],
    ['vi', '14-15/8/2020', { day: 14, to: { day: 15, month: null }, month: 8, year: 2020 }],
    ['vi', 'ngày 7 đến ngày 9/12', { day: 7, to: { day: 9, month: null }, month: 12, year: null }],
    ['vi', '10/3 âm lịch', { day: 10, month: 3, isLunar: true }],
    ['vi', 'mùng 1 Tết', { day: 1, month: 1, isLunar: true }],
    ['vi', 'tháng 11/2026', { day: null, month: 11, year: 2026 }],
    ['vi', 'năm 2045', { day: null, month: null, year: 2045 }],
    ['en', 'Thursday, 4 July 2025', { weekday: 4, day: 4, month: 7, year: 2025 }],
    ['en', 'July 4th, 2025', { day: 4, month: 7, year: 2025 }],
    ['en', '4–6 July 2025', { day: 4, to: { day: 6, month: null }, month: 7, year: 2025 }],
    ['en', '2025-07-04', { day: 4, month: 7, year: 2025 }],
    ['en', 'in 2019', { day: null, month: null, year: 2019 }],
  ])('in %s “%s”', (language, text, expected) => {
    expect(findDates(text, language)).toMatchObject([expected]);
  });

  it('around the clock is no date, and neither are fractions and numbers', () => {
    expect(findDates('24/7, 12.345, 7,5 tỷ', 'vi')).toEqual([]);
  });

  it.each([
    ['vi', '14 giờ 30', 14, 30, null],
    ['vi', '3 giờ chiều', 15, 0, null],
    ['vi', '9h30 (giờ Hà Nội)', 9, 30, 7],
    ['en', '2 p.m. (GMT+7)', 14, 0, 7],
    ['en', '9.30 am', 9, 30, null],
    ['en', '14:00 Ha Noi time', 14, 0, 7],
  ])('a time in %s “%s”', (language, text, hour, minute, offset) => {
    expect(findTimes(text, language)).toMatchObject([{ hour, minute, offset }]);
  });

  it('a span of hours is no time of day', () => {
    expect(findTimes('48 giờ qua, trong 24 giờ qua', 'vi')).toEqual([]);
  });
});

describe('a date', () => {
  it('with the wrong weekday is shown with the right one', () => {
    expect(first('Họp vào thứ Sáu, ngày 26/11/2026.')).toMatchObject({
      rule: 'date.weekday',
      suggestion: 'thứ Năm, ngày 26/11/2026',
    });
    expect(first('on Friday, 26 November 2026', en)).toMatchObject({
      suggestion: 'Thursday, 26 November 2026',
    });
    expect(told('date', 'Thursday, 26 November 2026', en)).toEqual([]);
  });

  it('without a year means the nearest one', () => {
    expect(told('date', 'Friday, 26 November', en)).toHaveLength(1);
    expect(told('date', 'Monday, 26 May', en)).toEqual([]);
  });

  it.each(['31/11/2026', '29/2/2027', '31 tháng 4 năm 2027'])('%s does not exist', (text) => {
    expect(first(`Hạn nộp: ${text}.`)?.rule).toBe('date.impossible');
  });

  it('29 February of a leap year exists', () => {
    expect(told('date', 'Ngày 29/2/2028')).toEqual([]);
  });

  it('in the order of the other language is shown in its own', () => {
    expect(first('Họp ngày 12/25/2026.')).toMatchObject({
      rule: 'date.order',
      suggestion: '25/12/2026',
    });
  });

  it('that readers abroad read in two ways is hinted at', () => {
    expect(first('on 04/07/2026', en)).toMatchObject({
      rule: 'date.ambiguous',
      severity: 'hint',
      suggestion: '4 July 2026',
    });
  });

  it('that is called today is the day on which the post goes out', () => {
    expect(told('date', 'Hôm nay, 25/11, diễn ra lễ ký.')).toEqual([]);
    expect(told('date', 'Hôm nay, 24/11, diễn ra lễ ký.')).toEqual([
      ['date.relative', 'Hôm nay, 24/11'],
    ]);
    expect(told('date', 'Tomorrow, 26 November, we sign.', en)).toEqual([]);
  });

  it('that is called today may be today where the unit is', () => {
    const around = { ...en, at: new Date('2026-11-25T18:00:00Z'), zone: 'America/New_York' };
    expect(told('date', 'Today, 25 November, we sign.', around)).toEqual([]);
    expect(told('date', 'Today, 26 November, we sign.', around)).toEqual([]);
    expect(told('date', 'Today, 27 November, we sign.', around)).toHaveLength(1);
  });

  it('of what is still to come must not be over', () => {
    expect(told('date', 'Lễ khai mạc sẽ diễn ra vào ngày 10/11/2026.')).toHaveLength(1);
    expect(told('date', 'The fair will open on 1 October 2026.', en)).toHaveLength(1);
    expect(told('date', 'Lễ khai mạc sẽ diễn ra vào ngày 10/12/2026.')).toEqual([]);
    expect(told('date', 'The treaty signed on 25 December 2000 will be reviewed.', en)).toEqual([]);
    expect(told('date', 'Ngày 30/4/1975 đã đi vào lịch sử.')).toEqual([]);
  });
});

describe('days that follow the moon', () => {
  it('Tết 2027 is 6 February, whatever other calendars compute', () => {
    expect(told('date', 'Mùng 1 Tết Đinh Mùi là ngày 6/2/2027.')).toEqual([]);
    expect(first('Mùng 1 Tết Đinh Mùi là ngày 7/2/2027.')).toMatchObject({
      rule: 'date.holiday',
      parameters: { rightVi: '6/2/2027' },
    });
  });

  it('Tết 2030 is 2 February in Viet Nam, and 3 February in China', () => {
    expect(told('date', 'Lunar New Year falls on 3 February 2030.', en)).toHaveLength(1);
    expect(told('date', 'Lunar New Year falls on 2 February 2030.', en)).toEqual([]);
  });

  it('days off around it are not the day itself', () => {
    expect(told('date', 'Nhân dịp Tết Nguyên đán, nghỉ từ ngày 5/2/2027.')).toEqual([]);
  });
});
