import type { PlatformId } from '../../domain/channels/channel.ts';
import type { ChannelLine, PlatformTotal } from '../../domain/reports/audience-lines.ts';
import type { Comparison } from '../../domain/reports/comparison.ts';
import type { PlatformReport } from '../../domain/reports/weekly-report.ts';
import { formatNumber } from '../../domain/time/format.ts';
import { figureRow, sayN } from './figure-words.ts';
import type { FigureRow, Reader } from './figure-words.ts';

export type ChannelTable = { name: string; url: string; aside: string; rows: FigureRow[] };

export type PlatformTables = {
  heading: string;
  total: FigureRow[];
  channelsHeading: string;
  channels: ChannelTable[];
  /** Says how many channels are in the CSV alone; empty when none are. */
  more: string;
};

/** The tables of one platform: what its channels come to, then the channels one by one. */
export function platformTables(
  reader: Reader,
  report: PlatformReport,
  maxChannels: number,
): PlatformTables {
  const { t, language } = reader;
  const platform = t(`metric.${report.platform}.name`);
  const count = report.channels.length;
  const hidden = Math.max(0, count - maxChannels);
  return {
    heading: t('report.platformHeading', {
      platform,
      count,
      formatted: formatNumber(count, language),
    }),
    total: totalRows(reader, report.platform, report.total),
    channelsHeading: t('report.channelsHeading', { platform }),
    channels: report.channels
      .slice(0, maxChannels)
      .map((line) => channelTable(reader, report.platform, line)),
    more:
      hidden === 0
        ? ''
        : t('report.moreChannels', { count: hidden, formatted: formatNumber(hidden, language) }),
  };
}

function totalRows(reader: Reader, platform: PlatformId, total: PlatformTotal): FigureRow[] {
  const { followersNet } = total;
  return [
    ...audienceRows(reader, platform, total, []),
    figureRow(
      reader,
      reader.t('report.figure.followersNet'),
      followersNet,
      'signed',
      partly(reader, followersNet, 'report.knownChannels'),
    ),
  ];
}

function channelTable(reader: Reader, platform: PlatformId, line: ChannelLine): ChannelTable {
  const { t } = reader;
  const reach = [
    ...(line.reachTop === null
      ? []
      : [figureRow(reader, t('report.figure.reachTop'), line.reachTop)]),
    ...(line.reachMedian === null
      ? []
      : [figureRow(reader, t('report.figure.reachMedian'), line.reachMedian)]),
  ];
  return {
    name: line.channel.name,
    url: line.channel.publicUrl,
    aside: line.unitName[reader.language],
    rows: [
      ...audienceRows(reader, platform, line, reach),
      figureRow(reader, t('report.figure.followers'), line.followers),
      figureRow(reader, t('report.figure.followersNet'), line.followersNet, 'signed'),
    ],
  };
}

function audienceRows(
  reader: Reader,
  platform: PlatformId,
  figures: Pick<PlatformTotal, 'posts' | 'views' | 'engagement' | 'rate'>,
  reach: FigureRow[],
): FigureRow[] {
  const { t } = reader;
  const { posts, views, engagement, rate } = figures;
  return [
    figureRow(reader, t('report.figure.posts'), posts),
    figureRow(reader, t(`metric.${platform}.views`), views, 'count', partly(reader, views)),
    ...reach,
    figureRow(
      reader,
      t('report.figure.engagement'),
      engagement,
      'count',
      partly(reader, engagement),
    ),
    figureRow(
      reader,
      t(`report.figure.rate.${platform}`),
      rate,
      'percent',
      rate.value === null ? '' : sayN(reader, rate.n),
    ),
  ];
}

/** How much of a sum is known, when that is not all of it. */
function partly(reader: Reader, figure: Comparison, key = 'report.known'): string {
  if (figure.value === null || figure.n === figure.of) return '';
  return reader.t(key, {
    n: formatNumber(figure.n, reader.language),
    of: formatNumber(figure.of, reader.language),
  });
}
