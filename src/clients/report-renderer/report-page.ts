import type { WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { TOP_POST_FLOOR_VIEWS } from '../../domain/reports/top-posts.ts';
import type { TopPost } from '../../domain/reports/top-posts.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { primaryFigures } from '../../domain/audience/engagement.ts';
import {
  formatDay,
  formatDayRange,
  formatInstant,
  formatNumber,
} from '../../domain/time/format.ts';
import { platformTables } from './figure-tables.ts';
import type { PlatformTables } from './figure-tables.ts';
import { say, sayAge } from './figure-words.ts';
import type { Reader } from './figure-words.ts';
import { chartParagraphs } from './report-chart.ts';
import {
  comingSentence,
  noteSentence,
  operationsSentences,
  summarySentence,
  troubleItem,
} from './report-sentences.ts';
import type { TroubleItem } from './report-sentences.ts';

/** How much a mail holds; the rest is in the CSV and at the desk. */
export type PageLimits = { channels: number; items: number };

export type TopItem = { title: string; url: string | null; meta: string };

/** All the words of a report in one language: HTML and text both print this and nothing else. */
export type ReportPage = {
  language: string;
  /** Locale keys for headings and labels that hold no figure. */
  words: (key: string) => string;
  heading: string;
  issuedBy: string;
  period: string;
  deskUrl: string | null;
  summary: string[];
  platforms: PlatformTables[];
  columns: { figure: string; week: string; before: string; mean: string };
  chart: { paragraphs: string[]; alternative: string };
  top: { heading: string; items: TopItem[]; none: string }[];
  operations: { sentences: string[]; items: TroubleItem[]; more: string[]; none: string };
  notes: string[];
  coming: string[];
  definitions: string[];
  cutLine: string;
};

export function reportPage(
  reader: Reader,
  report: WeeklyReport,
  limits: PageLimits = { channels: Number.POSITIVE_INFINITY, items: Number.POSITIVE_INFINITY },
): ReportPage {
  const { t, language } = reader;
  const words = (key: string): string => t(`report.${key}`);
  const paragraphs = chartParagraphs(reader, report.platforms);
  const more = (count: number): string[] =>
    count > 0 ? [t('report.more', { count, formatted: formatNumber(count, language) })] : [];
  return {
    language,
    words,
    heading: t('report.heading', weekNumber(report)),
    issuedBy: report.issuedBy[language],
    period: t('report.period', {
      from: formatDay(report.week.from, language),
      to: formatDay(lastDay(report), language),
    }),
    deskUrl: report.deskUrl,
    summary: report.summary.map((sentence) => summarySentence(reader, sentence)),
    platforms: report.platforms.map((platform) =>
      platformTables(reader, platform, limits.channels),
    ),
    columns: {
      figure: words('column.figure'),
      week: words('column.week'),
      before: words('column.before'),
      mean: words('column.mean'),
    },
    chart: { paragraphs, alternative: t('report.chart.alt', { panels: paragraphs.join(' ') }) },
    top: report.platforms.map(({ platform, topPosts }) => ({
      heading: t('report.top.heading', { platform: t(`metric.${platform}.name`) }),
      items: topPosts.map((post) => topItem(reader, platform, post)),
      none: t('report.top.none', {
        floor: formatNumber(TOP_POST_FLOOR_VIEWS, language),
        figure: figureName(reader, platform),
      }),
    })),
    operations: {
      sentences: operationsSentences(reader, report),
      items: report.operations.troubled
        .slice(0, limits.items)
        .map((delivery) => troubleItem(reader, delivery)),
      more: more(report.operations.troubled.length - limits.items),
      none: words('operations.none'),
    },
    notes:
      report.notes.length === 0
        ? [words('notes.none')]
        : [
            ...report.notes.slice(0, limits.items).map((note) => noteSentence(reader, note)),
            ...more(report.notes.length - limits.items),
          ],
    coming: report.comingWeek.map((post) => comingSentence(reader, post)),
    definitions: definitions(reader, report),
    cutLine: t('report.cutLine', { cut: formatInstant(report.cut, language) }),
  };
}

/** `Báo cáo công chúng tuần 46/2026 (9/11–15/11)`. */
export function subjectOf({ t, language }: Reader, report: WeeklyReport): string {
  const range = formatDayRange(report.week.from, lastDay(report), language);
  return t('report.subject', { ...weekNumber(report), range });
}

/** What each figure counts, for the platforms that are in the report. */
function definitions({ t }: Reader, report: WeeklyReport): string[] {
  return [
    ...report.platforms.flatMap(({ platform }) =>
      [...primaryFigures[platform], 'engagement', 'rate'].map((name) =>
        t(`metric.definition.${platform}.${name}`),
      ),
    ),
    t('report.followersDefinition'),
    t('report.meanDefinition'),
    t('report.noPercent'),
  ];
}

function topItem(reader: Reader, platform: PlatformId, post: TopPost): TopItem {
  const { t } = reader;
  return {
    title: post.title,
    url: post.permalink ?? post.deskUrl,
    meta: t('report.top.meta', {
      channel: post.channelName,
      views: say(reader, post.views),
      figure: figureName(reader, platform),
      engagement: say(reader, post.engagement),
      age: t('report.top.age', { age: sayAge(reader, post.ageHours) }),
    }),
  };
}

function figureName({ t, language }: Reader, platform: PlatformId): string {
  return t(`metric.${platform}.views`).toLocaleLowerCase(language);
}

function weekNumber({ week }: WeeklyReport): { number: number; year: string } {
  const [year = '', number = ''] = week.key.split('-W');
  return { number: Number(number), year };
}

function lastDay({ week }: WeeklyReport): Date {
  return new Date(week.to.getTime() - 1);
}
