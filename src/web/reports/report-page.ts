import type { LoadedReport, ReportWeeks } from '../../actions/reports/load-report-page.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { DailyViews, DayViews } from '../../domain/reports/daily-views.ts';
import type { ReportMail, ReportMailState } from '../../domain/reports/report-mail.ts';
import { formatAxisDay } from '../../domain/time/format.ts';
import { addWeeks, startOfDay } from '../../domain/time/zones.ts';
import { cell, knownOf, nothing, weekRange } from '../audience/figure-words.ts';
import type { Cell, Reader } from '../audience/figure-words.ts';
import type { Chart } from '../audience/svg-chart.ts';
import { formatOf } from '../format.ts';

type Words = LoadedReport['words'];

export type MailRow = Pick<
  ReportMail,
  'personId' | 'personName' | 'languages' | 'state' | 'detail'
> & {
  since: Date;
  tone: 'out' | 'going' | 'waits' | 'wrong' | '';
};

export type ReportsPage = {
  running: { key: string; range: string };
  weeks: {
    key: string;
    range: string;
    number: string;
    /** How many mails stand in each state; null for a reader who sees no mails. */
    mails: { state: ReportMailState; count: number }[] | null;
  }[];
};

export type ReportPageData = {
  key: string;
  isRunning: boolean;
  words: Words;
  /** Sentences that set a week against another say nothing before the week is over. */
  summary: string[];
  cutLine: string | null;
  builtAt: Date;
  platforms: {
    platform: PlatformId;
    figures: Words['platforms'][number];
    days: { label: string; current: Cell; before: Cell }[];
    top: { title: string; meta: string; postId: string; permalink: string | null }[];
    topHeading: string;
    topNone: string;
    channelIds: string[];
  }[];
  previous: { key: string; range: string };
  next: { key: string; range: string } | null;
  mails: MailRow[] | null;
};

export function reportsPage(given: ReportWeeks, reader: Reader): ReportsPage {
  return {
    running: { key: given.running.key, range: weekRange(reader, given.running) },
    weeks: given.weeks.map(({ week, mails }) => ({
      key: week.key,
      range: weekRange(reader, week),
      number: numberOf(week.key),
      mails: mails === null ? null : countByState(mails),
    })),
  };
}

export function reportPageData(loaded: LoadedReport, reader: Reader): ReportPageData {
  const { report, words, isRunning, mails } = loaded;
  const earlier = addWeeks(report.week, -1);
  const later = addWeeks(report.week, 1);
  return {
    key: report.week.key,
    isRunning,
    words,
    summary: isRunning ? [] : words.summary,
    cutLine: isRunning ? null : words.cutLine,
    builtAt: report.builtAt,
    platforms: report.platforms.flatMap((one, index) => {
      const figures = words.platforms[index];
      const top = words.top[index];
      if (figures === undefined || top === undefined) return [];
      return [
        {
          platform: one.platform,
          figures,
          days: dayRows(one.daily, reader),
          top: one.topPosts.map((post, place) => ({
            title: post.title,
            meta: top.items[place]?.meta ?? '',
            postId: post.postId,
            permalink: post.permalink,
          })),
          topHeading: top.heading,
          topNone: top.none,
          channelIds: one.channels.map((line) => line.channel.id),
        },
      ];
    }),
    previous: { key: earlier.key, range: weekRange(reader, earlier) },
    next: isRunning ? null : { key: later.key, range: weekRange(reader, later) },
    mails: mails?.map(mailRow) ?? null,
  };
}

/** This week in full, the week before beside it in pale. */
export function reportDaysChart(daily: DailyViews, reader: Reader): Chart {
  const { t, language } = reader;
  const values = (days: readonly DayViews[]): Chart['series'][number]['values'] =>
    days.map((day) => ({ value: day.posts === 0 ? null : day.views, missing: day.posts > 0 }));
  return {
    title: t('report.chart.panel', {
      platform: t(`metric.${daily.platform}.name`),
      figure: t(`metric.${daily.platform}.views`).toLocaleLowerCase(language),
    }),
    labels: daily.current.map(({ day }) => formatAxisDay(startOfDay(day), language)),
    series: [
      { name: t('report.chart.before'), tone: 'pale', values: values(daily.before) },
      { name: t('report.chart.week'), tone: 'main', values: values(daily.current), labelled: true },
    ],
    formatNumber: formatOf(language).number,
  };
}

function dayRows(
  daily: DailyViews,
  reader: Reader,
): { label: string; current: Cell; before: Cell }[] {
  const asCell = (day: DayViews | undefined): Cell =>
    day === undefined || day.posts === 0
      ? nothing
      : cell(reader, day.views, day.views === null ? '' : knownOf(reader, day.n, day.posts));
  return daily.current.map((day, index) => ({
    label: formatAxisDay(startOfDay(day.day), reader.language),
    current: asCell(day),
    before: asCell(daily.before[index]),
  }));
}

function mailRow(mail: ReportMail): MailRow {
  const { personId, personName, languages, state, detail, stateSince } = mail;
  return { personId, personName, languages, state, detail, since: stateSince, tone: tones[state] };
}

const tones: Record<ReportMailState, MailRow['tone']> = {
  planned: 'waits',
  sending: 'going',
  sent: '',
  refused: 'wrong',
  unknown: 'wrong',
};

function countByState(mails: readonly ReportMail[]): { state: ReportMailState; count: number }[] {
  const states = [...new Set(mails.map(({ state }) => state))];
  return states.map((state) => ({
    state,
    count: mails.filter((mail) => mail.state === state).length,
  }));
}

/** `46/2026`. */
function numberOf(key: string): string {
  const [year = '', number = ''] = key.split('-W');
  return `${Number(number)}/${year}`;
}
