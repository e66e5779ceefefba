import type { DayOfChannel, DayOfFollowers } from '../../actions/audience/load-channel-audience.ts';
import { sampleAgesHours } from '../../domain/audience/metrics.ts';
import type { DeliverySamples } from '../../domain/audience/metrics.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { formatShortDay } from '../../domain/time/format.ts';
import { startOfDay } from '../../domain/time/zones.ts';
import { formatOf } from '../format.ts';
import type { Reader } from './figure-words.ts';
import type { Chart, ChartValue } from './svg-chart.ts';

/** Views of each day's posts; a day without posts has no bar, one without figures an open box. */
export function daysChart(
  platform: PlatformId,
  days: readonly DayOfChannel[],
  reader: Reader,
): Chart {
  const bars = days.map(({ day, row }) => ({
    day,
    value: row === null || row.posts === 0 ? null : row.views.sum,
    missing: row !== null && row.posts > 0,
  }));
  return barsByDay(viewsByDay(platform, reader), bars, reader);
}

export function followersChart(days: readonly DayOfFollowers[], reader: Reader): Chart {
  const bars = days.map(({ day, followers }) => ({
    day,
    value: followers,
    missing: followers === null,
  }));
  return barsByDay(reader.t('audience.chart.followers'), bars, reader);
}

/** How the views of one delivery grew with its age. Ages stand side by side, not to scale. */
export function growthChart(row: DeliverySamples, reader: Reader): Chart {
  const { t } = reader;
  const last = row.samples.at(-1)?.ageHours ?? 0;
  const values = sampleAgesHours.map((age) => {
    const sample = row.samples.find((one) => one.ageHours === age);
    return { value: sample?.metrics?.views ?? null, missing: age <= last };
  });
  const title = t('audience.chart.growth', { figure: t(`metric.${row.platform}.views`) });
  return {
    title,
    labels: sampleAgesHours.map((age) =>
      age < 168 ? t('audience.chart.hours', { n: age }) : t('audience.chart.days', { n: age / 24 }),
    ),
    series: [{ name: title, tone: 'main', values, labelled: true }],
    formatNumber: formatOf(reader.language).number,
  };
}

function viewsByDay(platform: PlatformId, { t }: Reader): string {
  return t('audience.chart.views', { figure: t(`metric.${platform}.views`) });
}

function barsByDay(
  title: string,
  days: readonly ({ day: string } & ChartValue)[],
  { language }: Reader,
): Chart {
  const values = days.map(({ value, missing }) => ({ value, missing }));
  return {
    title,
    labels: days.map(({ day }) => formatShortDay(startOfDay(day), language)),
    series: [{ name: title, tone: 'main', values }],
    formatNumber: formatOf(language).number,
  };
}
