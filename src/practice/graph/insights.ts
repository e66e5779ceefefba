import { followersAt } from '../audience/followers-at.ts';
import { metricsAt } from '../audience/metrics-at.ts';
import type { AudienceMetrics } from '../audience/metrics-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Post } from '../types.ts';
import type { World } from '../world.ts';
import { graphErrors } from './errors.ts';
import type { Parameters } from './parameters.ts';
import { graphTime } from './read.ts';

const DAY_MS = 86_400_000;
/** Pages with fewer likes have no insights. */
const FEWEST_LIKES = 100;
const MOST_DAYS = 90;

/** The metrics of a post that are still served in Nov 2026; any other name fails the whole call. */
const POST_METRICS: Record<
  string,
  { title: string; value: (figures: AudienceMetrics) => unknown }
> = {
  post_media_view: { title: 'Post Views', value: (f) => f.views },
  post_total_media_view_unique: { title: 'Post Viewers', value: (f) => f.uniqueViewers },
  post_clicks: { title: 'Post Clicks', value: (f) => f.clicks },
  post_reactions_by_type_total: {
    title: 'Total post Reactions by Type.',
    value: (f) => Object.fromEntries(Object.entries(f.reactions).filter(([, n]) => n > 0)),
  },
};

type DayFigures = { views: number; viewers: number; engagements: number; from: number; to: number };

/** The metrics of a Page that are still served, as a figure of one day. */
const PAGE_METRICS: Record<string, { title: string; value: (day: DayFigures) => number }> = {
  page_media_view: { title: 'Daily Page Views of Content', value: (d) => d.views },
  page_total_media_view_unique: { title: 'Daily Viewers', value: (d) => d.viewers },
  page_post_engagements: { title: 'Daily Post Engagements', value: (d) => d.engagements },
  page_follows: { title: 'Followers', value: (d) => d.to },
  page_daily_follows_unique: { title: 'Daily Follows', value: (d) => Math.max(0, d.to - d.from) },
};

/** `GET /{post}/insights?metric=…` */
export function readPostInsights(
  world: World,
  page: Account,
  post: Post,
  parameters: Parameters,
): Answer {
  const names = metricsAsked(parameters, POST_METRICS);
  if ('status' in names) return names;
  const period = parameters.get('period') ?? 'lifetime';
  if (period !== 'lifetime' || page.likes < FEWEST_LIKES) return answer(200, { data: [] });
  const figures = metricsAt(post, page, world.now(), AUDIENCE_SEED);
  return answer(200, {
    data: names.list.map((name) => ({
      name,
      period,
      values: [{ value: POST_METRICS[name]?.value(figures) }],
      title: POST_METRICS[name]?.title,
      description: POST_METRICS[name]?.title,
      id: `${post.id}/insights/${name}/${period}`,
    })),
  });
}

/** `GET /{page}/insights?metric=…&period=day&since=…&until=…`: one value a whole day. */
export function readPageInsights(world: World, page: Account, parameters: Parameters): Answer {
  const names = metricsAsked(parameters, PAGE_METRICS);
  if ('status' in names) return names;
  const today = Math.floor(world.now() / DAY_MS) * DAY_MS;
  const until = dayOf(parameters.get('until')) ?? today;
  const since = dayOf(parameters.get('since')) ?? until - 2 * DAY_MS;
  if (until - since > MOST_DAYS * DAY_MS || since > until) {
    return graphErrors.invalid('There cannot be more than 90 days between since and until');
  }
  const period = parameters.get('period') ?? 'day';
  if (period !== 'day' || page.likes < FEWEST_LIKES) return answer(200, { data: [] });
  const days: number[] = [];
  for (let day = since; day < Math.min(until, today); day += DAY_MS) days.push(day);
  const figures = days.map((day) => ({ day, of: dayFigures(world, page, day) }));
  return answer(200, {
    data: names.list.map((name) => ({
      name,
      period,
      values: figures.map(({ day, of }) => ({
        value: PAGE_METRICS[name]?.value(of),
        end_time: graphTime(day + DAY_MS),
      })),
      title: PAGE_METRICS[name]?.title,
      description: PAGE_METRICS[name]?.title,
      id: `${page.accountId}/insights/${name}/${period}`,
    })),
  });
}

function dayFigures(world: World, page: Account, day: number): DayFigures {
  const end = day + DAY_MS;
  const sums = { views: 0, viewers: 0, engagements: 0 };
  for (const post of world.timeline('facebook', page.accountId)) {
    if (post.deletedAt !== null || post.publishedAt === null || post.createdAt >= end) continue;
    const from = metricsAt(post, page, day, AUDIENCE_SEED);
    const to = metricsAt(post, page, end, AUDIENCE_SEED);
    sums.views += to.views - from.views;
    sums.viewers += to.uniqueViewers - from.uniqueViewers;
    sums.engagements += engagements(to) - engagements(from);
  }
  return {
    ...sums,
    from: followersAt(page, day, AUDIENCE_SEED),
    to: followersAt(page, end, AUDIENCE_SEED),
  };
}

function engagements(figures: AudienceMetrics): number {
  return figures.likes + figures.comments + figures.shares + figures.clicks;
}

function metricsAsked(
  parameters: Parameters,
  known: Record<string, unknown>,
): { list: string[] } | Answer {
  const text = parameters.get('metric') ?? '';
  const list = (
    text.startsWith('[') ? (JSON.parse(text) as unknown[]).map(String) : text.split(',')
  )
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (list.length === 0) return graphErrors.noMetric();
  return list.every((name) => Object.hasOwn(known, name)) ? { list } : graphErrors.badMetric();
}

function dayOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = /^\d{9,}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? null : Math.floor(at / DAY_MS) * DAY_MS;
}
