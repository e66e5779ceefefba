import type { Content } from './content.ts';

export const topics = [
  'bilateral',
  'multilateral',
  'asean',
  'sovereignty-borders',
  'consular-protection',
  'economic',
  'cultural',
  'overseas-vietnamese',
  'human-rights',
  'notices',
] as const;
export type Topic = (typeof topics)[number];

export const postClasses = ['routine', 'sensitive', 'crisis', 'leader'] as const;
export type PostClass = (typeof postClasses)[number];

export const postStates = ['draft', 'submitted', 'returned', 'approved', 'dropped'] as const;
export type PostState = (typeof postStates)[number];

/** The unit of work: what we want to say, in one or more language versions. */
export type Post = {
  id: string;
  unitId: string;
  topic: Topic;
  class: PostClass;
  /** Number of the newest revision; grows with every saved change. */
  revision: number;
  /** The newest revision's content. */
  content: Content;
  /** The exact canonical string that `content` was read from, and its hash. */
  contentJson: string;
  contentSha256: string;
  /** Everyone who saved any revision; none of them may approve. */
  contributors: string[];
  state: PostState;
  stateSince: Date;
  /** Who submitted it last, and when; null while a draft never was. */
  submittedBy: string | null;
  submittedAt: Date | null;
  /** What the reviewer wrote when it was returned. */
  returnReason: string | null;
  /** The post that this one corrects. */
  corrects: string | null;
  /** The event that carries it: they slip, are cancelled and are released together. */
  eventId: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

/** An immutable saved state of a post. `contentJson` is the exact canonical string. */
export type Revision = {
  postId: string;
  n: number;
  contentJson: string;
  contentSha256: string;
  savedBy: string;
  savedAt: Date;
};
