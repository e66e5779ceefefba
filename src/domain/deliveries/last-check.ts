import type { Approval, FiledUnder } from '../approvals/approval.ts';
import type { Channel } from '../channels/channel.ts';
import type { DeskEvent, Release } from '../events/event.ts';
import type { Timing } from '../posts/content.ts';
import type { Post } from '../posts/post.ts';
import type { CancelReason, Delivery, WaitingReason } from './delivery.ts';
import type { Hold } from './hold.ts';
import { covers } from './hold.ts';

/** How far behind its time a delivery is looked for by the quick claim; the sweep has no bound. */
export const CLAIM_LOOKBACK_MS = 10 * 60_000;

export type LastCheck =
  | { kind: 'send' }
  | { kind: 'wait'; reason: WaitingReason }
  | { kind: 'cancel'; reason: CancelReason }
  | { kind: 'not-yet' };

/** Everything the last look reads again. Hashes are recomputed by the caller from stored rows. */
export type LastLook = {
  delivery: Delivery;
  post: Post | null;
  approval: Approval | null;
  /** Whether the stored approval is whole: its strings hash and verify as they did when signed. */
  approvalIntact: boolean;
  channel: Channel | null;
  /** SHA-256 of the payload made now from the stored content, or null when it can't be made. */
  payloadSha256: string | null;
  /** The time in the approved content, or null when it names no such target. */
  approvedTiming: Timing | null;
  /** What holds asked of the post when it was approved; null for an approval that does not say. */
  filedUnder: FiledUnder | null;
  /** The event that carries the post; null when there is none. */
  event: DeskEvent | null;
  /** The recorded signal of the event named in the approved time, when it is as it was signed. */
  release: Release | null;
  holds: readonly Hold[];
  /** The language guard finds words in it that must not go out at all. */
  hasBlockedWords: boolean;
  now: Date;
};

/**
 * Decides, just before the first byte, whether a claimed delivery may go out: still approved,
 * unaltered, without words that must not go out, not held, its channel connected, inside its window.
 */
export function decideLastCheck(look: LastLook): LastCheck {
  const { delivery, post, approval, channel, now } = look;
  if (post === null || approval === null) return { kind: 'wait', reason: 'altered' };
  if (approval.voidedAt !== null) return { kind: 'cancel', reason: 'withdrawn' };
  if (post.state !== 'approved') return { kind: 'cancel', reason: 'withdrawn' };
  if (post.revision !== delivery.revision) return { kind: 'cancel', reason: 'edited' };
  if (!isUnaltered(look)) return { kind: 'wait', reason: 'altered' };
  if (look.hasBlockedWords) return { kind: 'wait', reason: 'wording' };
  if (look.event?.state === 'cancelled') return { kind: 'wait', reason: 'event-cancelled' };
  if (look.holds.some((hold) => covers(hold, post, channel)))
    return { kind: 'wait', reason: 'hold' };
  if (channel?.state !== 'connected') return { kind: 'wait', reason: 'connection' };
  if (now < delivery.notBefore) return { kind: 'not-yet' };
  if (now > delivery.until) return { kind: 'wait', reason: 'late' };
  return { kind: 'send' };
}

function isUnaltered(look: LastLook): boolean {
  const { delivery, approval, post } = look;
  const target = approval?.targets.find(
    (one) => one.channelId === delivery.channelId && one.language === delivery.language,
  );
  return (
    look.approvalIntact &&
    approval?.contentSha256 === delivery.contentSha256 &&
    post?.contentSha256 === delivery.contentSha256 &&
    target?.payloadSha256 === delivery.payloadSha256 &&
    look.payloadSha256 === delivery.payloadSha256 &&
    isFiledAsApproved(look) &&
    isCarriedAsApproved(look) &&
    isInApprovedWindow(delivery, approval.approvedAt, look.approvedTiming)
  );
}

/** A topic, a unit or an event that was changed since would take the post out of a hold. */
function isFiledAsApproved({ post, filedUnder: approved }: LastLook): boolean {
  return (
    approved === null ||
    (post?.topic === approved.topic &&
      post.unitId === approved.unitId &&
      post.eventId === approved.eventId)
  );
}

/** The row's times are those that were approved; `dueAt` may move between them. */
function isInApprovedWindow(
  { dueAt, notBefore, until }: Delivery,
  approvedAt: Date,
  timing: Timing | null,
): boolean {
  if (timing === null || until.getTime() !== Date.parse(timing.until)) return false;
  const earliest = timing.kind === 'at' ? Date.parse(timing.at) : approvedAt.getTime();
  return notBefore.getTime() === earliest && dueAt >= notBefore && dueAt <= until;
}

/**
 * The event is still the one that carried the post when it was approved, and what was approved for
 * a signal has that signal: by no other way does its row become planned.
 */
function isCarriedAsApproved({
  delivery,
  post,
  event,
  release,
  approvedTiming,
}: LastLook): boolean {
  if (post?.eventId !== delivery.eventId || (event?.id ?? null) !== delivery.eventId) return false;
  if (approvedTiming?.kind !== 'signal') return true;
  return approvedTiming.eventId === delivery.eventId && release?.eventId === delivery.eventId;
}
