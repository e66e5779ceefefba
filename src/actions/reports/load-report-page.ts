import { can, canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { dailyViews } from '../../domain/reports/daily-views.ts';
import type { DailyViews } from '../../domain/reports/daily-views.ts';
import type { ReportMail } from '../../domain/reports/report-mail.ts';
import type { WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { addDays, addWeeks, dayOf, parseWeek, weekOf } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import type { ReportPage } from '../../clients/report-renderer/report-page.ts';
import type { ActionContext } from '../context.ts';
import { isWithin } from '../people/list-people.ts';
import { buildReportFor } from './build-report.ts';

const WEEKS_LISTED = 26;

export type ListedWeek = {
  week: Week;
  /** The mails of this week that the reader may see; null for a reader who sees none at all. */
  mails: ReportMail[] | null;
};

export type ReportWeeks = { running: Week; weeks: ListedWeek[] };

export type LoadedReport = {
  report: WeeklyReport;
  /** The report in the reader's words: the same that the mail prints. */
  words: ReportPage;
  isRunning: boolean;
  mails: ReportMail[] | null;
};

/** The weeks that are over and have figures or mails, newest first. */
export async function listReportWeeks(ctx: ActionContext, actor: Actor): Promise<ReportWeeks> {
  const running = weekOf(ctx.clock.now());
  const channels = await ctx.stores.channels.listChannels({ unitIds: reportScope(actor) });
  const [counted, mailed] = await Promise.all([
    ctx.stores.samples.listWeekKeys(
      channels.map((channel) => channel.id),
      WEEKS_LISTED + 1,
    ),
    ctx.stores.reports.listReportedWeeks(WEEKS_LISTED),
  ]);
  const weeks = [...new Set([...counted, ...mailed])]
    .flatMap((key) => parseWeek(key) ?? [])
    .filter((week) => week.to <= running.from)
    .sort((a, b) => b.from.getTime() - a.from.getTime())
    .slice(0, WEEKS_LISTED);
  return {
    running,
    weeks: await Promise.all(
      weeks.map(async (week) => ({ week, mails: await readableMails(ctx, actor, week) })),
    ),
  };
}

/** The report of a week that has begun; null for a later week and for one who may read none. */
export async function loadReport(
  ctx: ActionContext,
  actor: Actor,
  week: Week,
  language: ReaderLanguage,
): Promise<LoadedReport | null> {
  const now = ctx.clock.now();
  if (week.from > now) return null;
  const report = await buildReportFor(ctx, actor, week);
  if (report === null) return null;
  return {
    report,
    words: ctx.reportRenderer.describe(report, language),
    isRunning: week.to > now,
    mails: await readableMails(ctx, actor, week),
  };
}

/** The same figures as a CSV file; null as above. */
export async function loadReportCsv(
  ctx: ActionContext,
  actor: Actor,
  week: Week,
  language: ReaderLanguage,
): Promise<string | null> {
  if (week.from > ctx.clock.now()) return null;
  const report = await buildReportFor(ctx, actor, week);
  return report === null ? null : ctx.reportRenderer.renderCsv(report, language);
}

/** One platform's views by day, this week and the week before, for the chart alone. */
export async function loadReportDays(
  ctx: ActionContext,
  actor: Actor,
  week: Week,
  platform: PlatformId,
): Promise<DailyViews> {
  const channels = await ctx.stores.channels.listChannels({ unitIds: reportScope(actor) });
  const before = addWeeks(week, -1);
  const rows = await ctx.stores.samples.listDays(
    channels.map((channel) => channel.id),
    dayOf(before.from),
    addDays(dayOf(week.to), -1),
  );
  return dailyViews(platform, rows, week, before);
}

export function platformOf(text: string): PlatformId | null {
  return platformIds.find((platform) => platform === text) ?? null;
}

/** Mails are for those who manage the people who receive them. */
async function readableMails(
  ctx: ActionContext,
  actor: Actor,
  week: Week,
): Promise<ReportMail[] | null> {
  if (!canAnywhere(actor, 'person.manage')) return null;
  const mails = await ctx.stores.reports.listReportMails(week.key);
  if (mails.length === 0) return [];
  const people = await ctx.stores.people.listPeople({ ids: mails.map((mail) => mail.personId) });
  const scope = scopeOf(actor, 'person.manage');
  const known = new Set(people.filter((person) => isWithin(person, scope)).map(({ id }) => id));
  return mails.filter((mail) => known.has(mail.personId));
}

/** The units that a report for this reader is made of. */
function reportScope(actor: Actor): string[] {
  return scopeOf(actor, 'report.read').filter((unitId) => can(actor, 'audience.read', unitId));
}
