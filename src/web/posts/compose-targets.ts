import type { Channel } from '../../domain/channels/channel.ts';
import type { VersionContent } from '../../domain/posts/content.ts';
import { parseLocalTime, isZone } from '../../domain/time/zones.ts';
import { previewTarget } from '../approvals/channel-preview.ts';
import type { ChannelPreview } from '../approvals/channel-preview.ts';
import { formatOf } from '../format.ts';
import type { ComposeForm, TargetForm } from './compose-form.ts';
import { versionContent } from './compose-versions.ts';
import type { Choice, ComposeReader } from './compose-view.ts';

export type TargetRow = {
  n: number;
  channel: Pick<Channel, 'id' | 'platform' | 'name' | 'unitId' | 'accountId' | 'state'>;
  isOn: boolean;
  languages: Choice[];
  timing: TargetForm['timing'];
  at: string;
  until: string;
  zones: Choice[];
  windows: Choice[];
  /** The chosen time on every clock that matters; empty while it is none. */
  clocks: string[];
  preview: ChannelPreview;
};

/** How late a post may be, in minutes: what is offered. */
const WINDOWS = [15, 30, 60, 120, 360, 720, 1440];

type RowSource = {
  row: TargetForm;
  n: number;
  channel: Channel;
  form: ComposeForm;
  /** The city of each zone that is offered. */
  clocks: ReadonlyMap<string, string>;
};

/** One channel that the post may go to, with its time and what it will show. */
export function targetRow(
  { row, n, channel, form, clocks }: RowSource,
  reader: ComposeReader,
): TargetRow {
  const { t } = reader;
  const cities = clocks.has(row.zone)
    ? clocks
    : new Map([...clocks, [row.zone, cityName(row.zone, reader)] as const]);
  const windows = [...new Set([...WINDOWS, row.lateMinutes])].sort((a, b) => a - b);
  return {
    n,
    channel,
    isOn: row.on,
    languages: form.versions.map(({ language }) => ({
      value: language,
      label: t(`common.version.${language}`),
      isChosen: language === row.language,
    })),
    timing: row.timing,
    at: row.at,
    until: row.until,
    zones: [...cities].map(([zone, city]) => ({
      value: zone,
      label: city,
      isChosen: zone === row.zone,
    })),
    windows: windows.map((minutes) => ({
      value: String(minutes),
      label: windowLabel(minutes, t),
      isChosen: minutes === row.lateMinutes,
    })),
    clocks: clocksOf(row, cities, reader),
    preview: previewOf(row, channel, form, reader),
  };
}

function windowLabel(minutes: number, t: ComposeReader['t']): string {
  return minutes % 60 === 0 && minutes >= 60
    ? t('compose.window.hours', { n: minutes / 60 })
    : t('compose.window.minutes', { n: minutes });
}

/** A zone that came with the post and is no clock of ours: its own name says where it is. */
function cityName(zone: string, { language }: ComposeReader): string {
  return isZone(zone) ? formatOf(language).city(zone) : zone;
}

/** The time of the row on each clock, the chosen one first, and until when it may still go out. */
function clocksOf(
  row: TargetForm,
  cities: ReadonlyMap<string, string>,
  { language, t }: ComposeReader,
): string[] {
  const typed = row.timing === 'at' ? row.at : row.until;
  const at = isZone(row.zone) ? parseLocalTime(typed, row.zone) : null;
  if (at === null) return [];
  const format = formatOf(language);
  const others = [...cities.keys()].filter((zone) => zone !== row.zone);
  const clocks = [row.zone, ...others].map((zone) =>
    t('compose.clock', {
      city: cities.get(zone),
      time: format.time(at, zone),
      day: format.day(at, zone),
    }),
  );
  if (row.timing !== 'at') return clocks;
  const until = format.time(new Date(at.getTime() + row.lateMinutes * 60_000), row.zone);
  return [...clocks, t('compose.until', { time: until, city: cities.get(row.zone) })];
}

function previewOf(
  row: TargetForm,
  channel: Channel,
  form: ComposeForm,
  { limits }: ComposeReader,
): ChannelPreview {
  const typed = form.versions.find((version) => version.language === row.language);
  const empty: VersionContent = { text: '', platformTexts: {}, link: null, media: [] };
  const version = typed === undefined ? empty : versionContent(typed);
  const previewed = previewTarget(
    {
      channelId: channel.id,
      language: row.language,
      timing: { kind: 'on-approval', until: '' },
      zone: row.zone,
    },
    channel,
    {
      schema: 'sugia.content.v1',
      versions: { [row.language]: version },
      targets: [],
      reasons: [],
    },
    null,
    limits,
  );
  if (previewed === null) throw new Error('a version that was passed in is there');
  return previewed.preview;
}
