import type { DayViews } from '../../domain/reports/daily-views.ts';
import type { PlatformReport } from '../../domain/reports/weekly-report.ts';
import { formatAxisDay, formatNumber } from '../../domain/time/format.ts';
import { startOfDay } from '../../domain/time/zones.ts';
import type { BarPanel } from '../../lib/chart-image.ts';
import type { Reader } from './figure-words.ts';

const NAVY = '#1f3a68';
const PALE = '#b9c3d4';

/** One panel a platform: this week's days in dark, the week before in pale. */
export function chartPanels(reader: Reader, platforms: readonly PlatformReport[]): BarPanel[] {
  const { t, language } = reader;
  return platforms.map(({ platform, daily }) => ({
    title: t('report.chart.panel', {
      platform: t(`metric.${platform}.name`),
      figure: t(`metric.${platform}.views`).toLocaleLowerCase(language),
    }),
    categories: daily.current.map(({ day }) => formatAxisDay(startOfDay(day), language)),
    series: [
      {
        name: t('report.chart.before'),
        color: PALE,
        values: daily.before.map(({ views }) => views),
      },
      {
        name: t('report.chart.week'),
        color: NAVY,
        values: daily.current.map(({ views }) => views),
        labels: daily.current.map((day) => (day.posts === 0 ? '' : dayWords(reader, day))),
      },
    ],
  }));
}

/** Everything the picture shows, in words and numbers: one paragraph a panel. */
export function chartParagraphs(reader: Reader, platforms: readonly PlatformReport[]): string[] {
  const { t, language } = reader;
  return platforms.map(({ platform, daily }) =>
    t('report.chart.altPanel', {
      platform: t(`metric.${platform}.name`),
      figure: t(`metric.${platform}.views`).toLocaleLowerCase(language),
      current: daysWords(reader, daily.current),
      before: daysWords(reader, daily.before),
    }),
  );
}

function dayWords({ t, language }: Reader, day: DayViews): string {
  if (day.posts === 0) return t('report.chart.noPosts');
  return day.views === null ? t('report.notAvailable') : formatNumber(day.views, language);
}

/** A day and its figure stay on one line, so the spaces between them do not break. */
function daysWords(reader: Reader, days: readonly DayViews[]): string {
  return days
    .map((one) => {
      const day = formatAxisDay(startOfDay(one.day), reader.language);
      return `${day}: ${dayWords(reader, one)}`.replaceAll(' ', '\u00a0');
    })
    .join('; ');
}
