import type { MetricName, SampleAge } from '../audience/metrics.ts';
import type { PlatformId } from '../channels/channel.ts';
import type { ChannelWeek } from '../audience/roll-up.ts';
import type { ReportChannel, WeekRows } from './audience-lines.ts';

/** What a reader must know about the figures; a code and its parameters, no sentence. */
export type DataNote =
  | { code: 'hold-everything'; days: string[] }
  | { code: 'under-minimum-likes'; channel: string; followers: number; minimum: number }
  | { code: 'not-available'; channel: string; posts: number }
  | { code: 'without-figures'; channel: string; posts: number; of: number }
  | { code: 'missing-samples'; channel: string; ages: { ageHours: SampleAge; posts: number }[] }
  | {
      code: 'missing-parts';
      channel: string;
      platform: PlatformId;
      parts: { part: MetricName; posts: number }[];
    }
  | { code: 'followers-missing' | 'not-counted' | 'new-channel'; channels: string[] };

/**
 * Facebook gives insights only for Pages with at least this many likes.
 * https://developers.facebook.com/docs/graph-api/reference/insights (read 2026-11-20)
 */
const FACEBOOK_INSIGHTS_MINIMUM_LIKES = 100;

/**
 * Every gap in the week's figures: the days a hold on everything ran, then what concerns channels
 * alike in one note, then channel by channel.
 */
export function dataNotes(
  channels: readonly ReportChannel[],
  rowsOf: (channelId: string) => WeekRows,
  holdDays: readonly string[],
): DataNote[] {
  const current = (channel: ReportChannel): ChannelWeek | null => rowsOf(channel.id)[0] ?? null;
  const isNew = (channel: ReportChannel): boolean =>
    rowsOf(channel.id)
      .slice(1)
      .every((row) => row === null);
  const together = (
    code: 'not-counted' | 'new-channel' | 'followers-missing',
    concerned: (row: ChannelWeek | null, channel: ReportChannel) => boolean,
  ): DataNote[] => {
    const names = channels
      .filter((channel) => concerned(current(channel), channel))
      .map((channel) => channel.name);
    return names.length === 0 ? [] : [{ code, channels: names }];
  };
  return [
    ...(holdDays.length === 0 ? [] : [{ code: 'hold-everything' as const, days: [...holdDays] }]),
    ...together('not-counted', (row) => row === null),
    ...together('new-channel', (row, channel) => row !== null && isNew(channel)),
    ...channels.flatMap((channel) => {
      const row = current(channel);
      return row === null ? [] : notesOfRow(channel, row);
    }),
    ...together(
      'followers-missing',
      (row, channel) =>
        row !== null && (row.followers === null || (row.followersNet === null && !isNew(channel))),
    ),
  ];
}

function notesOfRow(channel: ReportChannel, row: ChannelWeek): DataNote[] {
  const name = channel.name;
  const notes: DataNote[] = [];
  if (row.views.n === 0 && row.posts > 0 && isBelowMinimum(row)) {
    notes.push({
      code: 'under-minimum-likes',
      channel: name,
      followers: row.followers ?? 0,
      minimum: FACEBOOK_INSIGHTS_MINIMUM_LIKES,
    });
  } else if (row.notAvailable > 0) {
    notes.push({ code: 'not-available', channel: name, posts: row.notAvailable });
  }
  const silent = row.withoutFigures - row.notAvailable;
  if (silent > 0) {
    notes.push({ code: 'without-figures', channel: name, posts: silent, of: row.posts });
  }
  if (row.missingSamples.length > 0) {
    notes.push({ code: 'missing-samples', channel: name, ages: row.missingSamples });
  }
  if (row.missingParts.length > 0) {
    notes.push({
      code: 'missing-parts',
      channel: name,
      platform: channel.platform,
      parts: row.missingParts,
    });
  }
  return notes;
}

/** Followers stand in for likes here: the platform shows both, and they move together. */
function isBelowMinimum(row: ChannelWeek): boolean {
  return (
    row.platform === 'facebook' &&
    row.followers !== null &&
    row.followers < FACEBOOK_INSIGHTS_MINIMUM_LIKES
  );
}
