import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  dueReportWeek,
  sendDueReport,
  sendWeeklyReport,
} from '../../src/actions/reports/send-weekly-report.ts';
import type { ReportMail } from '../../src/domain/reports/report-mail.ts';
import { parseWeek } from '../../src/domain/time/zones.ts';
import type { Week } from '../../src/domain/time/zones.ts';
import { openTestDesk } from '../support/test-desk.ts';
import type { TestDesk } from '../support/test-desk.ts';
import { clearWork, noticesOf } from './support/posts.ts';

/** Monday 30 November 2026, 08:00 in Ha Noi. */
const MONDAY = '2026-11-30T01:00:00.000Z';
let desk: TestDesk;
let week: Week;

beforeAll(async () => {
  desk = await openTestDesk();
  const { spokesperson, translator } = desk.people;
  await desk.ctx.stores.people.savePerson({ ...spokesperson, reportLanguages: ['vi'] });
  // Asked for the report, and may not read it anywhere.
  await desk.ctx.stores.people.savePerson({ ...translator, reportLanguages: ['vi'] });
  const parsed = parseWeek('2026-W48');
  if (parsed === null) throw new Error('there is such a week');
  week = parsed;
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(MONDAY);
});

const mails = (): Promise<ReportMail[]> => desk.ctx.stores.reports.listReportMails('2026-W48');
const recipients = () => desk.mailer.sent.map((mail) => mail.to.address).sort();
const BOTH = ['report-reader@mofa.example', 'spokesperson@mofa.example'];

describe('the weekly report', () => {
  it('is due on Monday at eight in Ha Noi, for the week before', () => {
    const from = new Date('2026-11-01T00:00:00Z');
    const key = (now: string) => dueReportWeek(new Date(now), from)?.key;
    expect(key('2026-11-30T00:59:59.999Z')).toBe('2026-W47');
    expect(key(MONDAY)).toBe('2026-W48');
    expect(key('2026-12-07T00:59:00Z')).toBe('2026-W48');
  });

  it('of a week that was over before the desk was there is not sent', () => {
    expect(dueReportWeek(new Date(MONDAY), new Date(MONDAY))).toBeNull();
    expect(dueReportWeek(new Date(MONDAY), new Date('2026-11-30T00:00:00Z'))?.key).toBe('2026-W48');
  });

  it('goes once to everyone who asked for it and may read it, whoever sends at the same time', async () => {
    const other = { ...desk.ctx, processName: 'other@desk' };
    await Promise.all([sendDueReport(desk.ctx), sendDueReport(other), sendDueReport(desk.ctx)]);
    await sendDueReport(desk.ctx);
    expect(recipients()).toEqual(BOTH);
    const byAddress = new Map(desk.mailer.sent.map((mail) => [mail.to.address, mail]));
    expect(byAddress.get('spokesperson@mofa.example')).toMatchObject({
      messageId: '<weekly-report.2026-W48.person-spokesperson@localhost>',
      html: '<p>report 2026-W48 vi</p>',
    });
    expect(byAddress.get('report-reader@mofa.example')?.html).toBe('<p>report 2026-W48 vi en</p>');
    expect((await mails()).map((mail) => mail.state)).toEqual(['sent', 'sent']);
    expect(
      await desk.connection.collection('audit').countDocuments({ action: 'report.sent' }),
    ).toBe(2);
  });

  it('whose acceptance is unclear is shown to the administrators and not repeated', async () => {
    desk.mailer.outcomes.push({ kind: 'unknown', reason: 'connection lost after DATA' });
    await sendDueReport(desk.ctx);
    for (let n = 0; n < 5; n += 1) await sendDueReport(desk.ctx);
    expect(recipients()).toEqual(BOTH);
    expect((await mails()).map((mail) => mail.state).sort()).toEqual(['sent', 'unknown']);
    expect(await noticesOf(desk, 'administrator')).toEqual(['report-unclear']);
    expect(await noticesOf(desk, 'press-officer')).toEqual([]);
  });

  it('that the mail server refused for now is tried again, and one refused for good is not', async () => {
    desk.mailer.outcomes.push(
      { kind: 'refused', reason: '451 try later', permanent: false },
      { kind: 'refused', reason: '550 no such mailbox', permanent: true },
    );
    expect(await sendDueReport(desk.ctx)).toBe(0);
    expect((await mails()).map((mail) => mail.state).sort()).toEqual(['planned', 'refused']);
    expect(await sendDueReport(desk.ctx)).toBe(1);
    expect(await sendDueReport(desk.ctx)).toBe(0);
    expect(desk.mailer.sent).toHaveLength(3);
    expect(new Set(desk.mailer.sent.map((mail) => mail.messageId)).size).toBe(2);
  });

  it('of a worker lost while sending is left for a person to look at', async () => {
    const { reports } = desk.ctx.stores;
    await sendWeeklyReport(
      {
        ...desk.ctx,
        mailer: { send: () => Promise.reject(new Error('lost')), close: () => undefined },
      },
      week,
    ).catch(() => undefined);
    const [taken] = (await reports.listReportMails('2026-W48')).filter(
      (mail) => mail.state === 'sending',
    );
    expect(taken).toBeDefined();
    await sendDueReport(desk.ctx);
    await sendDueReport(desk.ctx);
    expect(desk.mailer.sent.map((mail) => mail.messageId)).not.toContain(taken?.messageId);
    expect(desk.mailer.sent).toHaveLength(1);
  });
});
