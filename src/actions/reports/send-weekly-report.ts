import { actorOf, canAnywhere } from '../../domain/people/person.ts';
import type { Person } from '../../domain/people/person.ts';
import type { ReportMail } from '../../domain/reports/report-mail.ts';
import type { WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { addWeeks, reportTimeOf, weekOf } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { RenderedMail } from '../../clients/report-renderer/report-renderer.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { buildReport } from './build-report.ts';
import { rebuildRollUps } from '../audience/rebuild-roll-ups.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

/** The week whose report is due by now, or null before the first Monday 08:00 of this desk. */
export function dueReportWeek(now: Date, reportsFrom: Date): Week | null {
  const thisWeek = weekOf(now);
  const due = reportTimeOf(thisWeek) <= now ? addWeeks(thisWeek, -1) : addWeeks(thisWeek, -2);
  return reportTimeOf(addWeeks(due, 1)) > reportsFrom ? due : null;
}

/**
 * Sends the report that is due, once per week and recipient however often it is called. A mail
 * whose acceptance is unclear is shown to people and not repeated. Returns the mails sent.
 */
export async function sendDueReport(ctx: ActionContext): Promise<number> {
  const reportsFrom = await ctx.stores.desk.readReportsFrom();
  const week = dueReportWeek(ctx.clock.now(), reportsFrom);
  return week === null ? 0 : sendWeeklyReport(ctx, week);
}

export async function sendWeeklyReport(ctx: ActionContext, week: Week): Promise<number> {
  const recipients = await listRecipients(ctx);
  for (const person of recipients) {
    await ctx.stores.reports.planReportMail(plannedMail(ctx, week, person));
  }
  const open = (await ctx.stores.reports.listReportMails(week.key)).filter(
    (mail) => mail.state === 'planned',
  );
  if (open.length === 0) return 0;
  await rebuildRollUps(ctx, await ctx.stores.channels.listChannels(), [addWeeks(week, -1), week]);
  const report = await buildReport(ctx, week);
  const rendered = new Map<string, Promise<RenderedMail>>();
  let sent = 0;
  for (const mail of open) {
    const person = recipients.find((one) => one.id === mail.personId);
    if (person !== undefined && (await sendOne(ctx, report, mail, person, rendered))) sent += 1;
  }
  return sent;
}

/** Everyone who asked for the report and may read it somewhere. */
async function listRecipients(ctx: ActionContext): Promise<Person[]> {
  const [people, units] = await Promise.all([
    ctx.stores.people.listActivePeople(),
    ctx.stores.units.listUnits(),
  ]);
  return people.filter(
    (person) =>
      person.reportLanguages.length > 0 && canAnywhere(actorOf(person, units), 'report.read'),
  );
}

function plannedMail(ctx: ActionContext, week: Week, person: Person): ReportMail {
  const host = new URL(ctx.publicUrl).hostname;
  return {
    id: newId(),
    week: week.key,
    personId: person.id,
    personName: person.name,
    languages: person.reportLanguages,
    messageId: `<weekly-report.${week.key}.${person.id}@${host}>`,
    state: 'planned',
    stateSince: ctx.clock.now(),
    detail: null,
  };
}

async function sendOne(
  ctx: ActionContext,
  report: WeeklyReport,
  mail: ReportMail,
  person: Person,
  rendered: Map<string, Promise<RenderedMail>>,
): Promise<boolean> {
  const { reports, audit, notices } = ctx.stores;
  const key = mail.languages.join(' ');
  const rendering = rendered.get(key) ?? ctx.reportRenderer.renderMail(report, mail.languages);
  rendered.set(key, rendering);
  const body = await rendering;
  if (!(await reports.moveReportMail(mail.id, 'planned', 'sending', ctx.clock.now(), null)))
    return false;
  const outcome = await ctx.mailer.send({
    to: { name: person.name, address: person.email },
    messageId: mail.messageId,
    ...body,
  });
  const at = ctx.clock.now();
  const entry = (action: 'report.sent' | 'report.unclear' | 'report.refused') =>
    auditEntry(ctx, theDesk, {
      action,
      objectType: 'report',
      objectId: mail.id,
      unitId: null,
      detail: { week: mail.week, recipient: person.id },
    });
  switch (outcome.kind) {
    case 'accepted':
      await reports.moveReportMail(mail.id, 'sending', 'sent', at, outcome.response);
      await audit.insertEntries([entry('report.sent')]);
      return true;
    case 'refused':
      await reports.moveReportMail(
        mail.id,
        'sending',
        outcome.permanent ? 'refused' : 'planned',
        at,
        outcome.reason,
      );
      if (outcome.permanent) await audit.insertEntries([entry('report.refused')]);
      return false;
    case 'unknown': {
      await reports.moveReportMail(mail.id, 'sending', 'unknown', at, outcome.reason);
      await audit.insertEntries([entry('report.unclear')]);
      const managers = await managersOf(ctx);
      await notices.insertNotices(
        composeNotices(
          ctx,
          managers.map((one) => one.id),
          {
            kind: 'report-unclear',
            parameters: { week: mail.week, recipient: person.name },
          },
        ),
      );
      return false;
    }
  }
}

async function managersOf(ctx: ActionContext): Promise<Person[]> {
  const root = (await ctx.stores.units.listUnits()).find((unit) => unit.parentId === null);
  return root === undefined ? [] : peopleWho(ctx, 'person.manage', root.id);
}
