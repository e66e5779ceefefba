import type { LastCheck } from './last-check.ts';
import type { PublishOutcome } from './outcome.ts';
import type { StagingResult } from './staging.ts';

type Refused = Extract<PublishOutcome, { kind: 'refused' }>;

/** How long before its time a delivery is looked at, so that people can still mend what is wrong. */
export const PREFLIGHT_AHEAD_MS = 30 * 60_000;

/** What would keep a delivery from going out; sentences are under `deliveries.preflight.problem`. */
export const preflightProblems = [
  'altered',
  'wording',
  'hold',
  'connection',
  'token',
  'permission',
  'platform-away',
  'media',
  'media-refused',
  'limits',
  'budget',
  'credits',
] as const;
export type PreflightProblem = (typeof preflightProblems)[number];

/** What a channel's platform said of its token; `unasked` when it need not be asked this time. */
export type TokenState = 'good' | 'dead' | 'no-right' | 'away' | 'unasked';

/** Everything that the look before the time found out. */
export type PreflightFacts = {
  /** What the last check would say now. */
  check: LastCheck;
  token: TokenState;
  /** Whether every medium is there and hashes to its name. */
  isMediaWhole: boolean;
  /** Whether texts and pictures are within what the platform takes. */
  isWithinLimits: boolean;
  /** What the upload of media ahead of the time came to; null where there is none yet. */
  staging: StagingResult | null;
  money: 'ok' | 'paused' | 'cap' | 'share';
};

/** Names everything that would keep a delivery from going out at its time; empty when nothing does. */
export function decidePreflight(facts: PreflightFacts): PreflightProblem[] {
  const problems: PreflightProblem[] = [];
  const { check, token, money } = facts;
  if (check.kind === 'wait') {
    if (check.reason === 'altered') problems.push('altered');
    if (check.reason === 'wording') problems.push('wording');
    if (check.reason === 'hold') problems.push('hold');
    if (check.reason === 'connection') problems.push('connection');
  }
  const isConnected = !problems.includes('connection');
  if (isConnected && token === 'dead') problems.push('token');
  if (isConnected && token === 'no-right') problems.push('permission');
  if (isConnected && token === 'away') problems.push('platform-away');
  if (!facts.isMediaWhole) problems.push('media');
  const refused = facts.staging?.kind === 'refused' ? facts.staging.outcome : null;
  const upload = refused === null || !isConnected ? null : problemOf(refused);
  if (upload !== null && !problems.includes(upload)) problems.push(upload);
  if (!facts.isWithinLimits) problems.push('limits');
  if (money === 'paused') problems.push('credits');
  if (money === 'cap' || money === 'share') problems.push('budget');
  return problems;
}

/** What people learn of a refused upload; the next one may go through where it tells of the platform. */
function problemOf({ reason, retry }: Refused): PreflightProblem {
  switch (reason) {
    case 'token-dead':
      return 'token';
    case 'permission-missing':
      return 'permission';
    default:
      return retry.kind === 'never' ? 'media-refused' : 'platform-away';
  }
}

/** What one look before the time found, kept until the next one. */
export type Preflight = {
  deliveryId: string;
  channelId: string;
  /** The time it was made for: a delivery that moves is looked at anew. */
  dueAt: Date;
  at: Date;
  problems: PreflightProblem[];
};

/** A delivery that is fine is looked at again after this, one that is not much sooner. */
const AGAIN_MS = 10 * 60_000;
const AGAIN_IN_TROUBLE_MS = 60_000;

/** Decides whether a delivery is to be looked at now: also when it came back from an upload. */
export function isPreflightDue(
  delivery: { dueAt: Date; stateSince: Date },
  last: Preflight | undefined,
  now: Date,
): boolean {
  if (last?.dueAt.getTime() !== delivery.dueAt.getTime()) return true;
  if (delivery.stateSince >= last.at) return true;
  const pause = last.problems.length > 0 ? AGAIN_IN_TROUBLE_MS : AGAIN_MS;
  return now.getTime() - last.at.getTime() >= pause;
}

/** What people have not been told of yet: each problem once, and again after it was gone. */
export function newProblems(
  problems: readonly PreflightProblem[],
  last: Preflight | undefined,
): PreflightProblem[] {
  return problems.filter((problem) => last?.problems.includes(problem) !== true);
}
