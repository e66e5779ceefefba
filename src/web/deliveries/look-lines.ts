import type { Look } from '../../domain/deliveries/read-back.ts';
import type { Translate } from '../../lib/i18n.ts';

/** A post on the platform that a person should look at. */
export type CandidateLine = { href: string | null; id: string; at: Date; pictures: number };

/** One look at the platform as its evidence is shown. */
export type LookLine = {
  at: Date;
  askedBy: string;
  verdict: string;
  /** Why the platform could not be read, with its own code. */
  why: string | null;
  /** How many posts were read, and from when on; null when there were none to read. */
  read: { posts: string; since: Date | null; isComplete: boolean } | null;
  candidates: CandidateLine[];
};

export function lookLines(looks: readonly Look[], t: Translate): LookLine[] {
  return looks.map((look) => ({
    at: look.at,
    askedBy: t(`deliveries.look.askedBy.${look.askedBy}`),
    verdict: t(`deliveries.look.verdict.${look.verdict}`),
    why: whyOf(look, t),
    read:
      look.postsSeen === null || look.verdict === 'by-hand'
        ? null
        : {
            posts: t('deliveries.look.posts', { count: look.postsSeen }),
            since: look.since,
            isComplete: look.complete !== false,
          },
    candidates: look.candidates.map((post) => ({
      href: post.permalink,
      id: post.platformPostId,
      at: post.createdAt,
      pictures: post.mediaCount,
    })),
  }));
}

function whyOf({ reason, code }: Look, t: Translate): string | null {
  if (reason === null) return null;
  const words = t(`deliveries.reason.${reason}`);
  return code === null ? words : `${words} (${code})`;
}
