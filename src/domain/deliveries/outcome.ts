import type { Allowance } from './pace.ts';

/**
 * Why a platform provably did not take a post: a closed set. The platform's raw code is kept
 * beside it. What each one means to people is told by the locale keys `refusal.<reason>`.
 */
export const refusalReasons = [
  'duplicate',
  'text-too-long',
  'media-rejected',
  'link-rejected',
  'invalid-request',
  'token-dead',
  'permission-missing',
  'account-suspended',
  'policy-blocked',
  'rate-limited',
  'credits-depleted',
  'platform-down',
  'not-reached',
  /** The desk itself did not make the call: its last check was too old, or forbade it by now. */
  'stopped-here',
  'media-missing',
  'unlisted',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Why nobody can say whether the post went out: a closed set. */
export const unknownReasons = [
  'connection-lost',
  'timed-out',
  'answer-cut',
  'answer-unreadable',
  'answer-without-id',
  'answer-unlisted',
  'server-error',
  'worker-lost',
  'restored',
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/** Whether a refused delivery may be tried again: never, later by schedule, or at a given time. */
export type Retry = { kind: 'never' } | { kind: 'later' } | { kind: 'at'; at: Date };

/**
 * What one publishing call came to. `raw` is the platform's own status and code, redacted;
 * `allowance` what it says of the channel's rate limit, when it says anything.
 */
export type PublishOutcome =
  | (Answered & { kind: 'accepted'; platformPostId: string; permalink: string | null })
  | (Answered & { kind: 'refused'; reason: RefusalReason; retry: Retry })
  | (Answered & { kind: 'unknown'; reason: UnknownReason });

type Answered = { raw: RawAnswer; allowance?: Allowance };

/** Redacted evidence of an answer: HTTP status (null when none came), code, first characters. */
export type RawAnswer = { status: number | null; code: string | null; text: string | null };

const NO_ANSWER: RawAnswer = { status: null, code: null, text: null };

/** What a call came to whose worker ended before it could say. */
export const WORKER_LOST = {
  kind: 'unknown',
  reason: 'worker-lost',
  raw: NO_ANSWER,
} as const satisfies PublishOutcome;

/** What may have come of a delivery in the time that a restored backup knows nothing of. */
export const RESTORED = {
  kind: 'unknown',
  reason: 'restored',
  raw: NO_ANSWER,
} as const satisfies PublishOutcome;
