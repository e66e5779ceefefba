import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendWeeklyReport } from '../../../src/actions/reports/send-weekly-report.ts';
import { createReportRenderer } from '../../../src/clients/report-renderer/ejs-report-renderer.ts';
import { reportMailStates } from '../../../src/domain/reports/report-mail.ts';
import { parseWeek } from '../../../src/domain/time/zones.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { measureWeeks } from '../audience/measured-weeks.ts';

const WEEK = '2026-W47';
const RUNNING = '2026-W48';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk({ reportRenderer: createReportRenderer(createTranslators()) });
  await measureWeeks(desk);
}, 60_000);
afterAll(() => desk.close());

describe('the weekly report at the desk', () => {
  it('lists the weeks that have figures, the newest first', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get('/reports').expect(200);
    const weeks = [...page.text.matchAll(/href="\/reports\/(\d{4}-W\d\d)"/g)].map((m) => m[1]);
    expect(weeks).toEqual([RUNNING, WEEK, '2026-W46', '2026-W45', '2026-W44', '2026-W43']);
  });

  it('prints the sentences of the mail, over the units of its reader', async () => {
    const root = await desk.signIn('spokesperson');
    const all = await root.get(`/reports/${WEEK}`).expect(200);
    expect(all.text).toContain('Công chúng tuần 47/2026');
    expect(all.text).toContain('ĐSQ Việt Nam tại Pháp');
    expect(all.text).toMatch(/Lượt xem trên Facebook đạt [\d.]+, tăng/);
    const officer = await desk.signIn('press-officer');
    const own = await officer.get(`/reports/${WEEK}`).expect(200);
    expect(own.text).not.toContain('ĐSQ Việt Nam tại Pháp');
    expect(own.text).toContain('href="/audience/posts/post-1-2"');
  });

  it('shows the running week as it stands and compares it with nothing', async () => {
    const officer = await desk.signIn('press-officer');
    const page = await officer.get(`/reports/${RUNNING}`).expect(200);
    expect(page.text).toContain('Đến lúc này (09:00, Thứ Hai 23/11/2026)');
    expect(page.text).not.toMatch(/[▲▼]/);
  });

  it.each(['2026-W49', '2026-W60', 'last-week'])('has no page for %s', async (week) => {
    const officer = await desk.signIn('press-officer');
    await officer.get(`/reports/${week}`).expect(404);
    await officer.get(`/reports/${week}/csv`).expect(404);
  });

  it('is closed to a translator', async () => {
    const translator = await desk.signIn('translator');
    await translator.get('/reports').expect(403);
    await translator.get(`/reports/${WEEK}/csv`).expect(403);
  });

  it('comes as a file with the channels of its reader and no others', async () => {
    const officer = await desk.signIn('press-officer');
    const file = await officer.get(`/reports/${WEEK}/csv`).expect(200);
    expect(file.headers['content-disposition']).toContain(`${WEEK}.vi.csv`);
    expect(file.text).toContain('Bộ Ngoại giao Việt Nam');
    expect(file.text).not.toContain('ĐSQ Việt Nam tại Pháp');
  });

  it('draws each platform by itself', async () => {
    const officer = await desk.signIn('press-officer');
    for (const platform of ['facebook', 'x']) {
      await officer.get(`/reports/${WEEK}/chart.svg?platform=${platform}`).expect(200);
    }
    await officer.get(`/reports/${WEEK}/chart.svg?platform=all`).expect(404);
  });

  it('tells those who manage people what became of every mail, and nobody else', async () => {
    desk.mailer.outcomes.push({ kind: 'unknown', reason: 'closed after DATA' });
    const week = parseWeek(WEEK);
    if (week !== null) await sendWeeklyReport(desk.ctx, week);
    const admin = await desk.signIn('administrator');
    const page = await admin.get(`/reports/${WEEK}`).expect(200);
    expect(page.text).toContain('Ngô Lan Chi');
    expect(page.text).toContain('Không rõ máy chủ thư đã nhận chưa');
    expect(page.text).toContain('closed after DATA');
    const officer = await desk.signIn('press-officer');
    const other = await officer.get(`/reports/${WEEK}`).expect(200);
    expect(other.text).not.toContain('Ngô Lan Chi');
  });

  it.each(reportMailStates)('has words for a mail that is %s, in both languages', (state) => {
    for (const t of Object.values(desk.ctx.translators)) {
      expect(t(`reports.state.${state}`)).not.toBe('');
      expect(t(`reports.why.${state}`)).not.toBe('');
      expect(t(`reports.count.${state}`, { count: 2, formatted: '2' })).toContain('2');
    }
  });
});
