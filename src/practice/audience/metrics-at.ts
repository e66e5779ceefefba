import type { Account, Post } from '../types.ts';
import { activeHoursBetween } from './active-hours.ts';
import { followersAt } from './followers-at.ts';
import { between } from './seeded.ts';

export const reactionTypes = ['like', 'love', 'wow', 'haha', 'sorry', 'anger'] as const;
export type ReactionType = (typeof reactionTypes)[number];

/** What happened to one post until one instant. Names are those of neither platform. */
export type AudienceMetrics = {
  views: number;
  uniqueViewers: number;
  reactions: Record<ReactionType, number>;
  /** All reactions together: likes on X. */
  likes: number;
  comments: number;
  shares: number;
  quotes: number;
  bookmarks: number;
  linkClicks: number;
  profileClicks: number;
  /** Clicks of any kind on a Facebook post. */
  clicks: number;
};

/** How many of 1,000 viewers do each thing, on average. */
const PER_MILLE = {
  facebook: {
    likes: 34,
    comments: 2.6,
    shares: 4.2,
    quotes: 0,
    bookmarks: 0,
    links: 9,
    profile: 3,
  },
  x: { likes: 11, comments: 0.8, shares: 3.4, quotes: 0.5, bookmarks: 0.9, links: 7, profile: 2.4 },
} as const;

/**
 * The figures of a post at an instant: an S-curve over the hours that its audience was awake for,
 * sized by followers, with noise that only the seed decides. Nothing ever goes down.
 */
export function metricsAt(
  post: Pick<Post, 'id' | 'createdAt' | 'text' | 'link' | 'mediaIds' | 'platform'>,
  account: Account,
  instant: number,
  seed: string,
): AudienceMetrics {
  const noise = (name: string, low: number, high: number): number =>
    between(low, high, seed, post.id, name);
  const spread = spreadAt(activeHoursBetween(post.createdAt, instant, account.zone), noise);
  const rates = PER_MILLE[post.platform];
  const hasLink = post.link !== null || /https?:\/\//.test(post.text);
  const followers = followersAt(account, post.createdAt, seed);
  const appeal =
    noise('appeal', 0.5, 1.2) *
    (post.mediaIds.length > 0 ? 1.35 : 1) *
    // One post in eight travels beyond its own followers.
    (noise('luck', 0, 1) > 0.875 ? noise('luck-size', 1.8, 3.6) : 1);
  const finalReach = followers * (post.platform === 'facebook' ? 0.17 : 0.12) * appeal;
  const reach = finalReach * spread;
  const exact = (name: keyof (typeof PER_MILLE)['x'], lag: number): number =>
    ((finalReach * rates[name]) / 1000) * noise(name, 0.55, 1.45) * Math.pow(spread, lag);
  const share = (name: keyof (typeof PER_MILLE)['x'], lag: number): number =>
    Math.floor(exact(name, lag));
  const reactions = byType(exact('likes', 1.05), noise);
  const linkClicks = hasLink ? share('links', 1.1) : 0;
  const profileClicks = share('profile', 1.1);
  return {
    views: Math.floor(reach * noise('again', 1.15, 1.6)),
    uniqueViewers: Math.floor(reach),
    reactions,
    likes: Object.values(reactions).reduce((a, b) => a + b, 0),
    comments: share('comments', 1.25),
    shares: share('shares', 1.15),
    quotes: share('quotes', 1.3),
    bookmarks: share('bookmarks', 1.2),
    linkClicks,
    profileClicks,
    clicks: linkClicks + profileClicks + (post.mediaIds.length > 0 ? share('likes', 1.4) : 0),
  };
}

/** The part of the final audience reached after some waking hours: a fast wave and a long tail. */
function spreadAt(
  hours: number,
  noise: (name: string, low: number, high: number) => number,
): number {
  const fast = 1 - Math.exp(-Math.pow(hours / noise('pace', 6, 12), noise('shape', 1.15, 1.5)));
  const slow = 1 - Math.exp(-hours / noise('tail', 110, 190));
  return 0.86 * fast + 0.14 * slow;
}

/** Each type grows by itself, so that none goes down when another goes up. */
function byType(
  base: number,
  noise: (name: string, low: number, high: number) => number,
): Record<ReactionType, number> {
  const part = (type: ReactionType, size: number): number =>
    Math.floor(base * size * noise(type, 0.5, 1.5));
  return {
    like: Math.floor(base * 0.86),
    love: part('love', 0.12),
    wow: part('wow', 0.01),
    haha: part('haha', 0.006),
    sorry: part('sorry', 0.004),
    anger: part('anger', 0.002),
  };
}
