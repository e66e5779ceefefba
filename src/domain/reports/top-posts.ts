import { engagementOf } from '../audience/engagement.ts';
import { figuresAtCut } from '../audience/figures.ts';
import type { DeliverySamples, SampleAge } from '../audience/metrics.ts';

/** A delivery that went out, with what a reader needs to find it. */
export type ReportPost = {
  samples: DeliverySamples;
  title: string;
  /** The address of the post on its platform. */
  permalink: string | null;
  /** The address of the post at the desk. */
  deskUrl: string | null;
};

export type TopPost = {
  deliveryId: string;
  postId: string;
  channelId: string;
  channelName: string;
  language: string;
  title: string;
  permalink: string | null;
  deskUrl: string | null;
  publishedAt: Date;
  /** The age that the figures belong to. */
  ageHours: SampleAge;
  views: number;
  reach: number | null;
  engagement: number | null;
};

/** Fewer displays than this are no success worth naming. */
export const TOP_POST_FLOOR_VIEWS = 100;
const TOP_POST_COUNT = 5;

/** The most displayed posts of one platform's candidates, at the cut and above the floor. */
export function topPostsOf(
  candidates: readonly ReportPost[],
  channelName: (channelId: string) => string,
  cut: Date,
): TopPost[] {
  return candidates
    .flatMap((post) => {
      const { samples } = post;
      const figures = figuresAtCut(samples.samples, samples.publishedAt, cut);
      const views = figures?.metrics.views;
      if (figures === null || views === undefined || views < TOP_POST_FLOOR_VIEWS) return [];
      return [
        {
          deliveryId: samples.deliveryId,
          postId: samples.postId,
          channelId: samples.channelId,
          channelName: channelName(samples.channelId),
          language: samples.language,
          title: post.title,
          permalink: post.permalink,
          deskUrl: post.deskUrl,
          publishedAt: samples.publishedAt,
          ageHours: figures.ageHours,
          views,
          reach: figures.metrics.reach ?? null,
          engagement: engagementOf(figures.metrics, samples.platform),
        },
      ];
    })
    .toSorted((a, b) => b.views - a.views || a.publishedAt.getTime() - b.publishedAt.getTime())
    .slice(0, TOP_POST_COUNT);
}
