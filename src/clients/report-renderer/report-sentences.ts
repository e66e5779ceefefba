import type { ComingPost, WeeklyReport } from '../../domain/reports/weekly-report.ts';
import type { DataNote } from '../../domain/reports/data-notes.ts';
import type { TroubledDelivery } from '../../domain/reports/operations.ts';
import type { SummarySentence } from '../../domain/reports/summary.ts';
import { formatInstant, formatDay, formatNumber } from '../../domain/time/format.ts';
import { startOfDay } from '../../domain/time/zones.ts';
import { sayAge, sayMinutes, sayShare } from './figure-words.ts';
import type { Reader } from './figure-words.ts';

/** The sentence of one summary code in the reader's language. */
export function summarySentence(reader: Reader, sentence: SummarySentence): string {
  const { t } = reader;
  const key = `report.summary.${sentence.code}`;
  switch (sentence.code) {
    case 'posts-none':
      return t(key);
    case 'posts-on-time':
      return t(key, {
        count: sentence.posts,
        posts: count(reader, sentence.posts),
        onTime: count(reader, sentence.onTime),
      });
    case 'views-up':
    case 'views-down':
    case 'views-flat':
    case 'views-known':
      return t(key, {
        figure: t(`metric.${sentence.platform}.views`),
        platform: t(`metric.${sentence.platform}.name`),
        views: count(reader, sentence.views),
        change: sentence.change === null ? '' : sayShare(reader, sentence.change),
        mean: againstMean(reader, sentence.changeFromMean),
      });
    case 'views-missing':
      return t(key, {
        figure: t(`metric.${sentence.platform}.views`),
        platform: t(`metric.${sentence.platform}.name`),
      });
    case 'top-post':
      return t(key, {
        ...sentence,
        platform: t(`metric.${sentence.platform}.name`),
        views: count(reader, sentence.views),
      });
  }
}

function againstMean(reader: Reader, change: number | null): string {
  if (change === null) return reader.t('report.summary.mean-none');
  const way = Math.abs(change) < 0.005 ? 'flat' : change > 0 ? 'up' : 'down';
  return reader.t(`report.summary.mean-${way}`, { change: sayShare(reader, change) });
}

/** The sentence of one note on the data. */
export function noteSentence(reader: Reader, note: DataNote): string {
  const { t, language } = reader;
  const key = `report.notes.${note.code}`;
  switch (note.code) {
    case 'hold-everything':
      return t(key, {
        days: list(
          reader,
          note.days.map((day) => formatDay(startOfDay(day), language)),
        ),
      });
    case 'under-minimum-likes':
      return t(key, {
        channel: note.channel,
        followers: count(reader, note.followers),
        minimum: count(reader, note.minimum),
      });
    case 'not-available':
      return t(key, posts(reader, note));
    case 'without-figures':
      return t(key, { ...posts(reader, note), of: count(reader, note.of) });
    case 'missing-samples':
      return t(key, {
        channel: note.channel,
        ages: list(
          reader,
          note.ages.map((entry) =>
            t('report.notes.missing-sample', {
              ...posts(reader, entry),
              age: sayAge(reader, entry.ageHours),
            }),
          ),
        ),
      });
    case 'missing-parts':
      return t(key, {
        channel: note.channel,
        parts: list(
          reader,
          note.parts.map((entry) =>
            t('report.notes.missing-part', {
              ...posts(reader, entry),
              part: t(`metric.${note.platform}.${entry.part}`).toLocaleLowerCase(language),
            }),
          ),
        ),
      });
    case 'followers-missing':
    case 'not-counted':
    case 'new-channel':
      return t(key, { count: note.channels.length, channels: note.channels.join(', ') });
  }
}

export type TroubleItem = { title: string; url: string | null; lead: string; rest: string };

/** A delivery that did not simply go out: kind, title, channel, when it was due, and why. */
export function troubleItem(reader: Reader, delivery: TroubledDelivery): TroubleItem {
  const { t, language } = reader;
  return {
    title: delivery.title,
    url: delivery.deskUrl,
    lead: t(`report.operations.${delivery.kind}`),
    rest: t('report.operations.rest', {
      channel: delivery.channelName,
      due: formatInstant(delivery.dueAt, language),
      detail: troubleDetail(reader, delivery),
    }),
  };
}

function troubleDetail(
  { t, language }: Reader,
  { kind, sentAt, takenDownAt, reason }: TroubledDelivery,
): string {
  if (kind === 'takenDown' && takenDownAt !== null) {
    return t('report.operations.goneAt', { at: formatInstant(takenDownAt, language) });
  }
  if ((kind === 'late' || kind === 'unseen') && sentAt !== null) {
    return t('report.operations.sentAt', { sent: formatInstant(sentAt, language) });
  }
  return reason === null
    ? ''
    : t('report.operations.because', { reason: t(`report.reason.${reason}`) });
}

/** What went out, what is to come, what was taken down and how long approval took. */
export function operationsSentences(
  reader: Reader,
  { operations }: Pick<WeeklyReport, 'operations'>,
): string[] {
  const { t } = reader;
  const { approval } = operations;
  return [
    t('report.operations.counts', {
      sent: count(reader, operations.sent),
      seen: count(reader, operations.seen),
      onTime: count(reader, operations.onTime),
      late: count(reader, operations.late),
      refused: count(reader, operations.refused),
      unknown: count(reader, operations.unknown),
      waiting: count(reader, operations.waiting),
    }),
    ...(operations.upcoming === 0 ? [] : [tally(reader, 'upcoming', operations.upcoming)]),
    ...(operations.takenDown === 0 ? [] : [tally(reader, 'takenDownCount', operations.takenDown)]),
    approval.n === 0
      ? t('report.operations.approvalNone')
      : t('report.operations.approval', {
          ...posts(reader, { posts: approval.n }),
          median: sayMinutes(reader, approval.medianMinutes),
          ninthDecile: sayMinutes(reader, approval.ninthDecileMinutes),
        }),
  ];
}

function tally(reader: Reader, key: 'upcoming' | 'takenDownCount', value: number): string {
  const formatted = count(reader, value);
  return reader.t(`report.operations.${key}`, { count: value, formatted });
}

export function comingSentence(reader: Reader, post: ComingPost): string {
  return reader.t('report.coming.item', {
    at: formatInstant(post.at, reader.language),
    title: post.title[reader.language],
    channels: post.channelNames.join(', '),
  });
}

function posts<T extends { posts: number }>(
  reader: Reader,
  note: T,
): T & { count: number; formatted: string } {
  return { ...note, count: note.posts, formatted: count(reader, note.posts) };
}

function list(reader: Reader, items: string[]): string {
  return items.join(reader.t('report.listSeparator'));
}

function count(reader: Reader, value: number): string {
  return formatNumber(value, reader.language);
}
