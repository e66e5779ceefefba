import type { Audience, ChannelAudience } from '../../actions/audience/load-audience.ts';
import type {
  ChannelPost,
  LoadedChannelAudience,
} from '../../actions/audience/load-channel-audience.ts';
import { engagementOf, primaryFigures } from '../../domain/audience/engagement.ts';
import type { Sample } from '../../domain/audience/metrics.ts';
import type { ChannelWeek } from '../../domain/audience/roll-up.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { startOfDay } from '../../domain/time/zones.ts';
import { formatOf } from '../format.ts';
import {
  ageWords,
  cell,
  knownOf,
  nothing,
  rateCell,
  signedCell,
  weekRange,
} from './figure-words.ts';
import type { Cell, Reader } from './figure-words.ts';

export type WeekCells = {
  posts: Cell;
  views: Cell;
  reachTop: Cell | null;
  reachMedian: Cell | null;
  engagement: Cell;
  rate: Cell;
};

export type AudiencePage = {
  lastRange: string;
  runningRange: string;
  platforms: {
    platform: PlatformId;
    channels: {
      id: string;
      name: string;
      unitName: string;
      followers: Cell;
      last: WeekCells;
      running: { posts: Cell; views: Cell };
    }[];
    definitions: string[];
  }[];
};

/** A platform stands by itself: what two of them count cannot be compared or added. */
export function audiencePage(audience: Audience, reader: Reader): AudiencePage {
  return {
    lastRange: weekRange(reader, audience.last),
    runningRange: weekRange(reader, audience.running),
    platforms: platformIds.flatMap((platform) => {
      const own = audience.channels.filter(({ channel }) => channel.platform === platform);
      const channels = own.map((one) => overviewRow(one, reader));
      return own.length === 0
        ? []
        : [{ platform, channels, definitions: definitionsOf(reader, platform) }];
    }),
  };
}

export type ChannelAudiencePage = {
  channel: { id: string; name: string; platform: PlatformId; publicUrl: string };
  weeks: (WeekCells & {
    key: string;
    range: string;
    isRunning: boolean;
    followers: Cell;
    followersNet: Cell;
  })[];
  hasReach: boolean;
  days: { day: Date; posts: Cell; views: Cell }[];
  followers: { day: Date; count: Cell }[];
  posts: PostRow[];
  definitions: string[];
};

export type PostRow = {
  postId: string;
  title: string;
  publishedAt: Date;
  age: string;
  views: Cell;
  reach: Cell | null;
  engagement: Cell;
};

export function channelAudiencePage(
  loaded: LoadedChannelAudience,
  reader: Reader,
): ChannelAudiencePage {
  const { id, name, platform, publicUrl } = loaded.channel;
  const hasReach = primaryFigures[platform].includes('reach');
  return {
    channel: { id, name, platform, publicUrl },
    weeks: sinceFirstCount(loaded.weeks).map(({ week, row }, index) => ({
      ...weekCells(row, platform, reader),
      key: week.key,
      range: weekRange(reader, week),
      isRunning: index === 0,
      // The running week has no end yet at which followers could be counted.
      followers: index === 0 ? nothing : cell(reader, row?.followers ?? null),
      followersNet: index === 0 ? nothing : signedCell(reader, row?.followersNet ?? null),
    })),
    hasReach,
    days: loaded.days
      .filter(({ row }) => row !== null && row.posts > 0)
      .map(({ day, row }) => ({
        day: startOfDay(day),
        posts: cell(reader, row?.posts ?? null),
        views: cell(
          reader,
          row?.views.sum ?? null,
          row === null ? '' : knownOf(reader, row.views.n, row.posts),
        ),
      }))
      .reverse(),
    followers: loaded.followers
      .map(({ day, followers }) => ({ day: startOfDay(day), count: cell(reader, followers) }))
      .reverse(),
    posts: loaded.posts.map((post) => postRow(post, hasReach, reader)),
    definitions: definitionsOf(reader, platform),
  };
}

/** Before the first week that was counted there was no channel at the desk, which is no gap. */
function sinceFirstCount(weeks: LoadedChannelAudience['weeks']): LoadedChannelAudience['weeks'] {
  const oldest = weeks.findLastIndex(({ row }) => row !== null);
  return weeks.slice(0, Math.max(1, oldest + 1));
}

/** What each figure of a platform counts: printed under every table that shows it. */
export function definitionsOf({ t }: Reader, platform: PlatformId): string[] {
  return [...primaryFigures[platform], 'engagement', 'rate'].map((name) =>
    t(`metric.definition.${platform}.${name}`),
  );
}

function overviewRow(
  one: ChannelAudience,
  reader: Reader,
): AudiencePage['platforms'][number]['channels'][number] {
  const { channel, unit, followers } = one;
  const running = weekCells(one.running, channel.platform, reader);
  const day = followers === null ? '' : formatOf(reader.language).day(startOfDay(followers.day));
  return {
    id: channel.id,
    name: channel.name,
    unitName: unit?.name[reader.language] ?? '',
    followers: cell(reader, followers?.followers ?? null, day),
    last: weekCells(one.last, channel.platform, reader),
    running: { posts: running.posts, views: running.views },
  };
}

/** A week without posts has figures of nothing; one that nobody counted has none at all. */
function weekCells(row: ChannelWeek | null, platform: PlatformId, reader: Reader): WeekCells {
  const hasReach = primaryFigures[platform].includes('reach');
  const none = row === null ? cell(reader, null) : nothing;
  if (row === null || row.posts === 0) {
    return {
      posts: cell(reader, row?.posts ?? null),
      views: none,
      reachTop: hasReach ? none : null,
      reachMedian: hasReach ? none : null,
      engagement: none,
      rate: none,
    };
  }
  const { rate } = row;
  const known = (n: number): string => (n === 0 ? '' : knownOf(reader, n, row.posts));
  return {
    posts: cell(reader, row.posts),
    views: cell(reader, row.views.sum, known(row.views.n)),
    reachTop: hasReach ? cell(reader, row.reach.top) : null,
    reachMedian: hasReach ? cell(reader, rounded(row.reach.median), known(row.reach.n)) : null,
    engagement: cell(reader, row.engagement.sum, known(row.engagement.n)),
    rate: rateCell(reader, rate.views === 0 ? null : rate.engagement / rate.views, rate.n),
  };
}

function postRow({ samples, title }: ChannelPost, hasReach: boolean, reader: Reader): PostRow {
  const latest = latestSample(samples.samples);
  const metrics = latest?.metrics ?? null;
  return {
    postId: samples.postId,
    title,
    publishedAt: samples.publishedAt,
    age: latest === null ? '' : ageWords(reader, latest.ageHours),
    views: cell(reader, metrics?.views ?? null),
    reach: hasReach ? cell(reader, metrics?.reach ?? null) : null,
    engagement: cell(reader, engagementOf(metrics, samples.platform)),
  };
}

function latestSample(samples: readonly Sample[]): Sample | null {
  return samples.findLast((sample) => sample.metrics !== null) ?? null;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
