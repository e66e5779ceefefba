import type { PlatformId } from '../channels/channel.ts';
import type { PublishOutcome, RefusalReason, UnknownReason } from './outcome.ts';

export const deliveryStates = [
  'planned',
  'claimed',
  'sending',
  'sent',
  'refused',
  'unknown',
  'waiting',
  'cancelled',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const waitingReasons = [
  'release',
  'hold',
  'late',
  'connection',
  'budget',
  'rate',
  'person',
  'altered',
  'slipped',
  'event-cancelled',
  'cut-short',
  'wording',
] as const;
export type WaitingReason = (typeof waitingReasons)[number];

export const cancelReasons = ['withdrawn', 'edited', 'dropped', 'person'] as const;
export type CancelReason = (typeof cancelReasons)[number];

export type DeliveryReason = WaitingReason | CancelReason | RefusalReason | UnknownReason;

/** One part of a thread that is certainly on the platform. */
export type ThreadPart = { platformPostId: string; permalink: string | null; sentAt: Date };

/**
 * How far a thread is. Each part answers the one before it, so the parts that are out are always
 * the first ones, and what goes next is known from their number.
 */
export type Thread = {
  /** How many parts there are. */
  count: number;
  /** Those that are certainly out, in order. */
  parts: ThreadPart[];
};

/**
 * The removal of what is public: one person asks with a reason, another one confirms, and the desk
 * removes it through the platform. The delivery keeps its state and its addresses; this says that
 * they lead nowhere any more.
 */
export type TakeDown = {
  state: 'asked' | 'going' | 'done' | 'failed';
  reason: string;
  askedBy: string;
  askedByName: string;
  askedAt: Date;
  confirmedBy: string | null;
  confirmedByName: string | null;
  confirmedAt: Date | null;
  /** What is not public any more; `gone` when it was not there before the desk removed it. */
  removed: { platformPostId: string; as: 'removed' | 'gone'; at: Date }[];
  /** Calls that did not remove anything. */
  failures: number;
  /** Why the last of them did not: the reason of a refusal or of a doubt. */
  fault: string | null;
  /** When the platform is asked next; null when nothing is to be done. */
  nextAt: Date | null;
  /** Who is removing it; `until` is real time. */
  lease: { token: string; until: Date } | null;
  endedAt: Date | null;
};

/** One version going to one channel at one time: the row that tells the truth about publishing. */
export type Delivery = {
  id: string;
  postId: string;
  /** The revision that was approved. */
  revision: number;
  approvalId: string;
  unitId: string;
  /** The event that carried the post when it was approved. */
  eventId: string | null;
  channelId: string;
  platform: PlatformId;
  language: string;
  contentSha256: string;
  payloadSha256: string;
  state: DeliveryState;
  stateSince: Date;
  reason: DeliveryReason | null;
  /** When it is to go out; may move between `notBefore` and `until` without a new approval. */
  dueAt: Date;
  notBefore: Date;
  until: Date;
  zone: string;
  lease: Lease | null;
  /** The first of the holds that cover it; null when none does. */
  heldBy: string | null;
  /** Every hold that covers it: it stays held until the last of them ends. */
  holdIds: string[];
  /** The hold whose end put it on a review list. */
  reviewOf: string | null;
  /** Its channel was disconnected since it was claimed; left out otherwise. */
  disconnected?: true;
  /** How many network calls were begun. */
  attempts: number;
  platformPostId: string | null;
  permalink: string | null;
  sentAt: Date | null;
  /** When a read-back saw it on the platform. */
  seenAt: Date | null;
  /** Who settled it by hand, when a person did. */
  settledBy: string | null;
  /** How far a thread is; left out for a delivery that is no thread. */
  thread?: Thread;
  /** The removal of what is public; left out while nobody asked for it. */
  takeDown?: TakeDown;
};

/** Who is working on a delivery; `expiresAt` is real time. */
export type Lease = {
  token: string;
  worker: string;
  expiresAt: Date;
  /** It was taken for an upload that the public does not see, and is given back after it. */
  uploading?: true;
};

/** One network call of a delivery, recorded before and after. */
export type Attempt = {
  id: string;
  deliveryId: string;
  n: number;
  /** The part of a thread that it sent, from 1; left out for a delivery that is no thread. */
  part?: number;
  /** What the call was to do when it was not to publish. */
  act?: 'take-down';
  payloadSha256: string;
  worker: string;
  leaseToken: string;
  startedAt: Date;
  endedAt: Date | null;
  /** Null from the start of the call until its outcome is written. */
  outcome: PublishOutcome | null;
};
