import { stringify } from 'csv-stringify/sync';
import type { ChannelLine } from '../../domain/reports/audience-lines.ts';
import type { Comparison } from '../../domain/reports/comparison.ts';
import type { TopPost } from '../../domain/reports/top-posts.ts';
import type { PlatformReport, WeeklyReport } from '../../domain/reports/weekly-report.ts';
import { toLocalTime, HANOI } from '../../domain/time/zones.ts';
import type { Reader } from './figure-words.ts';

type Cell = string | number;
type Row = Partial<Record<string, Cell>>;

const plainColumns = [
  'row',
  'week',
  'platform',
  'channel',
  'handle',
  'unit',
  'title',
  'link',
  'published',
  'age',
] as const;

const figureColumns = [
  'posts',
  'views',
  'reachTop',
  'reachMedian',
  'engagement',
  'rate',
  'followersNet',
] as const;

/**
 * One row a channel, then one row a top post. RFC 4180 with a byte-order mark, which Excel needs
 * for Vietnamese; numbers are plain (no thousands mark, decimal point); a text that a spreadsheet
 * would take for a formula is marked with an apostrophe. An empty cell does not apply to its row.
 */
export function reportCsv(reader: Reader, report: WeeklyReport): string {
  const { t } = reader;
  const header = (name: string): string => t(`report.csv.${name}`);
  const columns = [
    ...plainColumns.map((key) => ({ key: key, header: header(key) })),
    ...figureColumns.flatMap((key) => [
      { key: key, header: header(key) },
      { key: `${key}.before`, header: t('report.csv.before', { figure: header(key) }) },
      { key: `${key}.mean`, header: t('report.csv.mean', { figure: header(key) }) },
    ]),
    ...(['viewsN', 'rateN', 'followers'] as const).map((key) => ({
      key: key,
      header: header(key),
    })),
  ];
  const rows = report.platforms.flatMap((platform) => [
    ...platform.channels.map((line) => channelRow(reader, report, platform, line)),
  ]);
  const posts = report.platforms.flatMap((platform) =>
    platform.topPosts.map((post) => postRow(reader, report, platform, post)),
  );
  return stringify(
    [...rows, ...posts].map((row) => columns.map(({ key }) => row[key] ?? '')),
    {
      bom: true,
      header: true,
      columns: columns.map((column) => column.header),
      escape_formulas: true,
      record_delimiter: 'windows',
    },
  );
}

function channelRow(
  reader: Reader,
  report: WeeklyReport,
  { platform }: PlatformReport,
  line: ChannelLine,
): Row {
  const known = (value: number | null): Cell => value ?? reader.t('report.notAvailable');
  const three = (
    key: (typeof figureColumns)[number],
    figure: Comparison | null,
    scale: (value: number) => number = twoDecimals,
  ): Row => {
    if (figure === null) return {};
    const cell = (value: number | null): Cell => known(value === null ? null : scale(value));
    return {
      [key]: cell(figure.value),
      [`${key}.before`]: cell(figure.before),
      [`${key}.mean`]: cell(figure.mean),
    };
  };
  return {
    row: reader.t('report.csv.rowChannel'),
    week: report.week.key,
    platform: reader.t(`metric.${platform}.name`),
    channel: line.channel.name,
    handle: line.channel.handle,
    unit: line.unitName[reader.language],
    link: line.channel.publicUrl,
    ...three('posts', line.posts),
    ...three('views', line.views),
    ...three('reachTop', line.reachTop),
    ...three('reachMedian', line.reachMedian),
    ...three('engagement', line.engagement),
    ...three('rate', line.rate, percent),
    ...three('followersNet', line.followersNet),
    viewsN: line.views.n,
    rateN: line.rate.n,
    followers: known(line.followers.value),
  };
}

function postRow(
  reader: Reader,
  report: WeeklyReport,
  { platform }: PlatformReport,
  post: TopPost,
): Row {
  const known = (value: number | null): Cell => value ?? reader.t('report.notAvailable');
  return {
    row: reader.t('report.csv.rowTopPost'),
    week: report.week.key,
    platform: reader.t(`metric.${platform}.name`),
    channel: post.channelName,
    title: post.title,
    link: post.permalink ?? post.deskUrl ?? '',
    published: toLocalTime(post.publishedAt, HANOI).replace('T', ' '),
    age: post.ageHours,
    views: post.views,
    engagement: known(post.engagement),
    rate: post.engagement === null ? known(null) : percent(post.engagement / post.views),
  };
}

function percent(fraction: number): number {
  return twoDecimals(fraction * 100);
}

function twoDecimals(value: number): number {
  return Number(value.toFixed(2));
}
