import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import type { SpecialDaysData } from '../../../src/domain/time/special-days.ts';
import { readData } from '../../../src/lib/read-data.ts';
import { calendarSpan, isDay } from '../../../src/domain/time/calendar-span.ts';
import { specialDaysOn } from '../../../src/domain/time/special-days.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { draftPost, submittedPost } from '../approvals/post-of.ts';

let desk: TestDesk;
let browser: Awaited<ReturnType<TestDesk['signIn']>>;

beforeAll(async () => {
  desk = await openTestDesk();
  browser = await desk.signIn('press-officer');
});
afterAll(() => desk.close());

describe('the calendar', () => {
  it('shows what is approved, and dashed what is not', async () => {
    const approved = await submittedPost(desk, { vi: 'Bài đã duyệt' });
    await approvePost(desk.ctx, {
      postId: approved.id,
      actor: desk.actors.spokesperson,
      revision: approved.revision,
      contentSha256: approved.contentSha256,
      languages: null,
    });
    await submittedPost(desk, { vi: 'Bài chờ duyệt' });
    await draftPost(desk, { vi: 'Bài còn nháp' });
    const { text } = await browser.get('/calendar').expect(200);
    const chipOf = (title: string): string =>
      text.slice(text.lastIndexOf('<a class="chip', text.indexOf(title)), text.indexOf(title));
    expect(chipOf('Bài đã duyệt')).not.toContain('unapproved');
    expect(chipOf('Bài chờ duyệt')).toContain('unapproved');
    expect(chipOf('Bài còn nháp')).toContain('unapproved');
    expect(text).toContain('Ngày Văn hóa Việt Nam');
    expect(text).toContain('aria-current="date"');
  });

  it('leads to the week or month before and after, and back to today', async () => {
    const week = await browser.get('/calendar?view=week&at=2026-11-20').expect(200);
    expect(week.text).toContain('16/11/2026 – 22/11/2026');
    expect(week.text).toContain('at=2026-11-13');
    expect(week.text).toContain('at=2026-11-27');
    expect(week.text).toContain('at=2026-11-23');
    const month = await browser.get('/calendar?view=month&at=2027-02-10').expect(200);
    expect(month.text).toContain('Tháng 2 năm 2027');
    expect(month.text).toContain('Tết Nguyên đán');
    expect(month.text).toContain('at=2027-01-01');
    expect(month.text).toContain('at=2027-03-01');
  });

  it('shows today when the address names no day', async () => {
    const { text } = await browser.get('/calendar?view=year&at=2026-13-45').expect(200);
    expect(text).toContain('23/11/2026 – 29/11/2026');
  });

  it('tells the mission its own clock beside Ha Noi', async () => {
    const at = new Date('2026-11-23T03:00:00.000Z');
    await desk.ctx.stores.posts.listPosts({ unitIds: ['unit-paris'], page: 1, pageSize: 1 });
    const post = await draftPost(desk, { vi: 'Bài cho Paris' });
    const moved = { ...post, unitId: 'unit-paris' };
    await desk.ctx.inTransaction((tx) => desk.ctx.stores.posts.savePost(moved, post, tx));
    const paris = await desk.signIn('paris-officer');
    const { text } = await paris.get(`/calendar?at=${at.toISOString().slice(0, 10)}`).expect(200);
    expect(text).toContain('10:00 <small>(04:00 Paris)</small>');
    expect(text).toContain('trong ngoặc là giờ Paris');
  });
});

describe('a calendar span', () => {
  it('is whole weeks from Monday on', () => {
    expect(calendarSpan('week', '2026-11-22').days).toEqual([
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
    const february = calendarSpan('month', '2027-02-28').days;
    expect([february.length, february[0], february.at(-1)]).toEqual([
      28,
      '2027-02-01',
      '2027-02-28',
    ]);
    const august = calendarSpan('month', '2026-08-15').days;
    expect([august.length, august[0], august.at(-1)]).toEqual([42, '2026-07-27', '2026-09-06']);
  });

  it('knows days that exist from those that do not', () => {
    expect(['2026-02-28', '2026-02-29', '2028-02-29', '26-1-1', ''].map(isDay)).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('the special days', () => {
  const data = readData('calendar.json') as SpecialDaysData;
  const on = (day: string): string[] => specialDaysOn(day, data).map((one) => one.en);

  it('follow the moon from New Year eve to the third day', () => {
    expect(on('2027-02-04')).toEqual([]);
    expect(on('2027-02-05')).toEqual(['Lunar New Year']);
    expect(on('2027-02-08')).toEqual(['Lunar New Year']);
    expect(on('2027-02-09')).toEqual([]);
  });

  it('begin in the year they were founded', () => {
    expect(on('2025-11-24')).toEqual([]);
    expect(on('2026-11-24')).toEqual(['Viet Nam Culture Day']);
  });

  it('all exist, with a source', () => {
    const file = data as typeof data & { sources: Record<string, string> };
    for (const day of [...data.dated, ...data.yearly]) {
      const date = 'from' in day ? day.from : `2028-${day.day}`;
      expect([date, isDay(date)]).toEqual([date, true]);
      expect(file.sources).toHaveProperty((day as { source?: string }).source ?? 'none');
    }
  });
});
