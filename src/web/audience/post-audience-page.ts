import type { DeliveryAudience, PostAudience } from '../../actions/audience/load-post-audience.ts';
import { engagementOf, engagementParts, primaryFigures } from '../../domain/audience/engagement.ts';
import { sampleAgesHours } from '../../domain/audience/metrics.ts';
import type { DeliverySamples, MetricName, SampleAge } from '../../domain/audience/metrics.ts';
import { dueSamples, sampleDueAt } from '../../domain/audience/sample-schedule.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { formatOf } from '../format.ts';
import { definitionsOf } from './audience-page.ts';
import { ageWords, cell, percent } from './figure-words.ts';
import type { Cell, Reader } from './figure-words.ts';

/** One age: its figures, or in words why there are none. */
export type AgeRow = { age: string; takenAt: Date | null; cells: Cell[]; why: string | null };

export type DeliverySection = {
  id: string;
  platform: PlatformId;
  channelName: string;
  channelId: string;
  language: string;
  state: Delivery['state'];
  sentAt: Date | null;
  dueAt: Date;
  permalink: string | null;
  columns: string[];
  rows: AgeRow[];
  hasFigures: boolean;
  definitions: string[];
};

export type PostAudiencePage = { postId: string; title: string; deliveries: DeliverySection[] };

export function postAudiencePage(
  audience: PostAudience,
  reader: Reader,
  now: Date,
): PostAudiencePage {
  return {
    postId: audience.post.id,
    title: audience.title,
    deliveries: audience.deliveries.map((one) => section(one, reader, now)),
  };
}

function section(one: DeliveryAudience, reader: Reader, now: Date): DeliverySection {
  const { delivery, channel, samples } = one;
  const { platform } = delivery;
  const { t } = reader;
  const metrics = metricsOf(platform);
  return {
    id: delivery.id,
    platform,
    channelName: channel?.name ?? delivery.channelId,
    channelId: delivery.channelId,
    language: delivery.language,
    state: delivery.state,
    sentAt: samples?.publishedAt ?? delivery.sentAt,
    dueAt: delivery.dueAt,
    permalink: delivery.permalink,
    columns: [
      ...metrics.map((name) => t(`metric.${platform}.${name}`)),
      t('audience.column.engagement'),
      t('audience.column.rate'),
    ],
    rows: samples === null ? [] : sampleAgesHours.map((age) => ageRow(samples, age, reader, now)),
    hasFigures: samples?.samples.some((sample) => sample.metrics !== null) ?? false,
    definitions: definitionsOf(reader, platform),
  };
}

function metricsOf(platform: PlatformId): MetricName[] {
  return [...primaryFigures[platform], ...engagementParts[platform]];
}

function ageRow(row: DeliverySamples, ageHours: SampleAge, reader: Reader, now: Date): AgeRow {
  const age = ageWords(reader, ageHours);
  const sample = row.samples.find((one) => one.ageHours === ageHours);
  if (sample === undefined || sample.metrics === null) {
    return { age, takenAt: null, cells: [], why: whyMissing(row, ageHours, reader, now) };
  }
  const { metrics, takenAt } = sample;
  const { platform } = row;
  const engagement = engagementOf(metrics, platform);
  const rate =
    engagement === null || metrics.views === undefined || metrics.views === 0
      ? null
      : engagement / metrics.views;
  return {
    age,
    takenAt,
    cells: [
      ...metricsOf(platform).map((name) => cell(reader, metrics[name] ?? null)),
      cell(reader, engagement),
      rate === null
        ? cell(reader, null)
        : { text: percent(reader, rate), note: '', isMissing: false },
    ],
    why: null,
  };
}

/** Not there yet, being fetched, or missing for good with its reason. */
function whyMissing(
  row: DeliverySamples,
  ageHours: SampleAge,
  { t, language }: Reader,
  now: Date,
): string {
  const sample = row.samples.find((one) => one.ageHours === ageHours);
  if (sample !== undefined) return t(`audience.missing.${sample.missing ?? 'platform-error'}`);
  const dueAt = sampleDueAt(row.publishedAt, ageHours);
  if (dueAt > now) return t('audience.missing.not-yet', { at: formatOf(language).instant(dueAt) });
  const { tooLate } = dueSamples(row, now);
  return t(tooLate.includes(ageHours) ? 'audience.missing.too-late' : 'audience.missing.fetching');
}
