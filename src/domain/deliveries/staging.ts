import type { Delivery } from './delivery.ts';
import type { PublishOutcome, Retry } from './outcome.ts';
import type { Payload } from './payload.ts';

/**
 * How far the media of a delivery are that take long to upload. They go to the platform unseen,
 * before the last check; the publishing call needs no more than their handle.
 */
export type Staging = {
  deliveryId: string;
  stage: 'uploading' | 'processing' | 'ready';
  percent: number;
  worker: string;
  since: Date;
};

/** What came of it: a handle for the publishing call, or the refusal that the call would meet. */
export type StagingResult =
  | { kind: 'staged'; handle: string }
  | { kind: 'refused'; outcome: Extract<PublishOutcome, { kind: 'refused' }> };

/** Whether the media of a payload are uploaded ahead of its publishing call. */
export function needsStaging({ kind }: Payload): boolean {
  return kind === 'video';
}

/** What a platform will never take is said again for so long without asking. */
const REFUSED_FOR_MS = 3_600_000;
/** What may be taken later is uploaded again after this. */
const AGAIN_AFTER_MS = 60_000;

/**
 * How long a refused upload stands: the publishing call that comes next tells it, and nothing is
 * uploaded meanwhile.
 */
export function refusalGoodForMs(retry: Retry, now: Date): number {
  switch (retry.kind) {
    case 'never':
      return REFUSED_FOR_MS;
    case 'later':
      return AGAIN_AFTER_MS;
    case 'at':
      return Math.min(Math.max(retry.at.getTime() - now.getTime(), AGAIN_AFTER_MS), REFUSED_FOR_MS);
  }
}

/**
 * Whether a handle is still good after a publishing call: only when the call provably came to
 * nothing for another reason than the media. Whoever sends again after anything else uploads anew.
 */
export function keepsStaged(outcome: PublishOutcome): boolean {
  if (outcome.kind !== 'refused') return false;
  switch (outcome.reason) {
    case 'not-reached':
    case 'stopped-here':
    case 'rate-limited':
    case 'platform-down':
    case 'credits-depleted':
    case 'token-dead':
    case 'permission-missing':
      return true;
    default:
      return false;
  }
}

/**
 * A medium that lies on a platform and that nobody sees, until a post shows it or it is removed. A
 * batch is what was put there for one call.
 */
export type UnseenMedium = {
  id: string;
  deliveryId: string;
  channelId: string;
  batch: string;
  since: Date;
};

/**
 * Decides what becomes of an unseen medium: it is removed once no call can show it any more. While
 * nobody can say what became of a call, it stays: the post may be out, and would lose it. Of a post
 * that is out the last batch is part of it. `isHandle` says that the next call would use it.
 */
export function fateOf(
  { batch }: Pick<UnseenMedium, 'batch'>,
  delivery: Pick<Delivery, 'state'> | null,
  { lastBatch, isHandle }: { lastBatch: string | null; isHandle: boolean },
): 'keep' | 'forget' | 'remove' {
  switch (delivery?.state) {
    case 'claimed':
    case 'sending':
    case 'unknown':
      return 'keep';
    case 'sent':
      return batch === lastBatch ? 'forget' : 'remove';
    case 'planned':
    case 'waiting':
    case 'refused':
      return isHandle ? 'keep' : 'remove';
    case 'cancelled':
    case undefined:
      return 'remove';
  }
}
