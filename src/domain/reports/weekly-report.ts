import type { ChannelDay, ChannelWeek } from '../audience/roll-up.ts';
import { cutOf } from '../audience/figures.ts';
import { primaryFigures } from '../audience/engagement.ts';
import { platformIds } from '../channels/channel.ts';
import type { PlatformId } from '../channels/channel.ts';
import type { Unit } from '../people/unit.ts';
import { addWeeks } from '../time/zones.ts';
import type { Week } from '../time/zones.ts';
import { channelLine, platformTotal } from './audience-lines.ts';
import type { ChannelLine, PlatformTotal, ReportChannel, WeekRows } from './audience-lines.ts';
import { dailyViews } from './daily-views.ts';
import type { DailyViews } from './daily-views.ts';
import { dataNotes } from './data-notes.ts';
import type { DataNote } from './data-notes.ts';
import { operationsOf } from './operations.ts';
import type { OperationsReport, ReportDelivery } from './operations.ts';
import { summaryOf } from './summary.ts';
import type { SummarySentence } from './summary.ts';
import { topPostsOf } from './top-posts.ts';
import type { ReportPost, TopPost } from './top-posts.ts';

/** A post that is planned for the week after the report. */
export type ComingPost = {
  at: Date;
  /** The title in each reader's language, or that of the version there is. */
  title: { vi: string; en: string };
  channelNames: string[];
  deskUrl: string | null;
};

/**
 * What the weekly report is made of. The caller loads; nothing here is asked of a clock or a store.
 *
 * `weeks`: roll-ups (`rollUpWeek`) of this week and the four before it, in any order, one for
 * every channel that existed: a channel without a row counts as not counted, and not as silent.
 * `days`: roll-ups (`rollUpDay`) of this week and the week before.
 * `posts`: every delivery published in the week; the report ranks them itself.
 * `deliveries`: every delivery due in the week; others are passed over.
 */
export type WeeklyReportInput = {
  week: Week;
  builtAt: Date;
  /** Who sends the report, as its heading says it. */
  issuedBy: { vi: string; en: string };
  /** The address of this report at the desk; null in files. */
  deskUrl: string | null;
  units: readonly Pick<Unit, 'id' | 'name'>[];
  channels: readonly ReportChannel[];
  weeks: readonly ChannelWeek[];
  days: readonly ChannelDay[];
  posts: readonly ReportPost[];
  deliveries: readonly ReportDelivery[];
  /** What was taken down in the week, also when it was due before. */
  takenDown: readonly ReportDelivery[];
  /** Minutes from submission to approval of each post approved in the week. */
  approvalMinutes: readonly number[];
  /** Hanoi days (`YYYY-MM-DD`) on which a hold on everything was in force. */
  holdDays: readonly string[];
  comingWeek: readonly ComingPost[];
};

/** One platform, by itself: no figure in the report is ever added across two of them. */
export type PlatformReport = {
  platform: PlatformId;
  total: PlatformTotal;
  /** By views, most first; channels without views last. */
  channels: ChannelLine[];
  topPosts: TopPost[];
  daily: DailyViews;
};

/** The one thing from which e-mail, page, text and CSV are drawn, so that they cannot disagree. */
export type WeeklyReport = {
  schema: 'sugia.weekly-report.v1';
  week: Week;
  before: Week;
  /** Monday 08:00 Hanoi time after the week: no figure is newer. */
  cut: Date;
  builtAt: Date;
  issuedBy: { vi: string; en: string };
  deskUrl: string | null;
  summary: SummarySentence[];
  platforms: PlatformReport[];
  operations: OperationsReport;
  notes: DataNote[];
  comingWeek: ComingPost[];
};

/** Builds the report of one Hanoi week from loaded rows; the same rows give the same report. */
export function buildWeeklyReport(input: WeeklyReportInput): WeeklyReport {
  const { week } = input;
  const rows = rowsByChannel(input.weeks, week);
  const rowsOf = (channelId: string): WeekRows => rows.get(channelId) ?? [];
  const names = new Map(input.channels.map((channel) => [channel.id, channel.name]));
  const channelName = (channelId: string): string => names.get(channelId) ?? channelId;
  const platforms = platformIds
    .filter((platform) => input.channels.some((channel) => channel.platform === platform))
    .map((platform) => platformReport(platform, input, rowsOf, channelName));
  const operations = operationsOf(
    {
      ...input,
      deliveries: input.deliveries.filter(({ dueAt }) => dueAt >= week.from && dueAt < week.to),
    },
    channelName,
  );
  return {
    schema: 'sugia.weekly-report.v1',
    week,
    before: addWeeks(week, -1),
    cut: cutOf(week),
    builtAt: input.builtAt,
    issuedBy: input.issuedBy,
    deskUrl: input.deskUrl,
    summary: summaryOf(platforms, operations),
    platforms,
    operations,
    notes: dataNotes(input.channels, rowsOf, input.holdDays),
    comingWeek: [...input.comingWeek],
  };
}

function platformReport(
  platform: PlatformId,
  input: WeeklyReportInput,
  rowsOf: (channelId: string) => WeekRows,
  channelName: (channelId: string) => string,
): PlatformReport {
  const { week } = input;
  const unitNames = new Map(input.units.map((unit) => [unit.id, unit.name]));
  const own = input.channels.filter((channel) => channel.platform === platform);
  const hasReach = primaryFigures[platform].includes('reach');
  const candidates = input.posts.filter(
    ({ samples }) =>
      samples.platform === platform &&
      samples.publishedAt >= week.from &&
      samples.publishedAt < week.to,
  );
  return {
    platform,
    total: platformTotal(platform, own, rowsOf),
    channels: own
      .map((channel) => {
        const unitName = unitNames.get(channel.unitId) ?? { vi: '', en: '' };
        return channelLine(channel, unitName, rowsOf(channel.id), hasReach);
      })
      .toSorted((a, b) => (b.views.value ?? -1) - (a.views.value ?? -1)),
    topPosts: topPostsOf(candidates, channelName, cutOf(week)),
    daily: dailyViews(platform, input.days, week, addWeeks(week, -1)),
  };
}

/** This week and the four before it for each channel; a row that is missing stays missing. */
function rowsByChannel(weeks: readonly ChannelWeek[], week: Week): Map<string, WeekRows> {
  const keys = [0, -1, -2, -3, -4].map((offset) => addWeeks(week, offset).key);
  const byChannel = new Map<string, Map<string, ChannelWeek>>();
  for (const row of weeks) {
    const own = byChannel.get(row.channelId) ?? new Map<string, ChannelWeek>();
    byChannel.set(row.channelId, own.set(row.week, row));
  }
  return new Map(
    [...byChannel].map(([channelId, own]) => [channelId, keys.map((key) => own.get(key) ?? null)]),
  );
}
