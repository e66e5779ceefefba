/** A post as the audience sees it on the platform, whoever wrote it. */
export type SeenPost = {
  platformPostId: string;
  /** Ids it had before it was edited: each edit makes a new one on some platforms. */
  earlierIds: string[];
  /** With whole addresses, nothing escaped, and without the platform's own link to its pictures. */
  text: string;
  links: string[];
  mediaCount: number;
  /** Whether its medium is a video; left out where the platform does not say. */
  hasVideo?: boolean;
  createdAt: Date;
  permalink: string | null;
  /** The post that it answers, where the platform has threads; left out when it answers none. */
  replyTo?: string;
};

/**
 * - `found`: an unknown delivery is on the platform
 * - `seen`: a sent delivery is there, as the platform had said
 * - `ambiguous`: more than one post, or more than one delivery, fits
 * - `failed`: the platform could not be read; `budget`: the day's reading is used up
 * - `by-hand`: a person gave the address
 */
export const lookVerdicts = [
  'found',
  'seen',
  'not-found',
  'ambiguous',
  'failed',
  'budget',
  'by-hand',
] as const;
export type LookVerdict = (typeof lookVerdicts)[number];

/** A post that a look found worth showing to a person. The text itself stays on the platform. */
export type LookCandidate = {
  platformPostId: string;
  permalink: string | null;
  createdAt: Date;
  textSha256: string;
  mediaCount: number;
};

/** One look at the platform for one delivery: evidence, written once and never removed. */
export type Look = {
  id: string;
  deliveryId: string;
  channelId: string;
  at: Date;
  /** `schedule`, a refusal that says the post was there before, a restored backup, or a person. */
  askedBy: 'schedule' | 'repeat' | 'restored' | 'person';
  /** How far back the platform was asked for. */
  since: Date | null;
  postsSeen: number | null;
  /** Whether the platform gave everything since then; null when it gave nothing. */
  complete: boolean | null;
  verdict: LookVerdict;
  /** Whether no further look is planned. */
  last: boolean;
  /** Why it could not be read: reason and the platform's code. */
  reason: string | null;
  code: string | null;
  candidates: LookCandidate[];
  worker: string;
};

/** When a delivery is looked for next. `begunAt` is the state it is for: a later one starts anew. */
export type ReadBackPlan = {
  deliveryId: string;
  channelId: string;
  begunAt: Date;
  looks: number;
  failures: number;
  /** Null after the last look. */
  nextAt: Date | null;
};

/** A person's wish to send an unknown delivery again, which a second person has to confirm. */
export type ResendAsk = { askedBy: string; askedByName: string; askedAt: Date };

/** When a post that is looked for can have been made. */
export type SeenWindow = { from: Date; to: Date };
