import { addDays, dayOf, startOfDay } from '../time/zones.ts';

export const tokenKinds = ['facebook-page', 'x-oauth1', 'x-oauth2'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** A scope or a task that a token lacks, by the platform's own name. */
export type MissingGrant = { name: string; stopsPublishing: boolean };

/** What the platform says of a channel's token. */
export type TokenReading = {
  kind: TokenKind;
  /** Null when the platform does not tell. */
  scopes: string[] | null;
  /** When it dies; null when it has no end, or the desk renews it before. */
  expiresAt: Date | null;
  /** From when it reads nothing any more, until a person logs in again. */
  dataAccessExpiresAt: Date | null;
  missing: MissingGrant[];
};

/**
 * - `dead`: the platform no longer takes it; `what` is its code
 * - `scope-missing`: `what` names the scope or task
 * - `not-checked`: the last check did not get through; `what` is the reason
 */
export type TokenProblem = { kind: 'dead' | 'scope-missing' | 'not-checked'; what: string };

/** What is known of a channel's token, from the last check of it. Never a token itself. */
export type TokenFacts = Omit<TokenReading, 'missing'> & {
  checkedAt: Date;
  problems: TokenProblem[];
  /** The last warning that was given, so that each is given once. */
  warned: TokenWarning | null;
};

/** A warning so many days ahead of an end. */
export type TokenWarning = { end: Date; days: number };

/** People are told this many days before a token ends (users-ask, complaint 13). */
const WARNING_DAYS = [1, 7, 14] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const CHECK_HOUR_MS = 5 * 60 * 60 * 1000;
const CHECK_SPREAD_S = 3_600;

/** The facts of a token that the platform has just told about. */
export function factsOf(
  { missing, ...reading }: TokenReading,
  checkedAt: Date,
  before: TokenFacts | null,
): TokenFacts {
  return {
    ...reading,
    // X tells the scopes at login alone.
    scopes: reading.scopes ?? (before?.kind === reading.kind ? before.scopes : null),
    checkedAt,
    problems: missing.map(({ name }) => ({ kind: 'scope-missing', what: name })),
    warned: before?.warned ?? null,
  };
}

/** The earlier of a token's two ends; null when it has none. */
export function endOfToken(
  token: Pick<TokenFacts, 'expiresAt' | 'dataAccessExpiresAt'>,
): Date | null {
  const ends = [token.expiresAt, token.dataAccessExpiresAt].filter((end) => end !== null);
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
}

/** Whole days until an instant, the begun one included; 0 once it is over. */
export function daysUntil(end: Date, now: Date): number {
  return Math.max(0, Math.ceil((end.getTime() - now.getTime()) / DAY_MS));
}

/**
 * The warning that people must get now: the nearest of 14, 7 and 1 days ahead, each once for each
 * end. A token that is found late gets the nearest alone.
 */
export function warningDue(token: TokenFacts, now: Date): TokenWarning | null {
  const end = endOfToken(token);
  if (end === null) return null;
  const days = WARNING_DAYS.find((one) => daysUntil(end, now) <= one);
  if (days === undefined) return null;
  const given = token.warned?.end.getTime() === end.getTime() ? token.warned.days : Infinity;
  return days < given ? { end, days } : null;
}

/**
 * When a channel's token is checked next: on the following Hanoi morning between 05:00 and 06:00,
 * each channel at a moment of its own, so that they are not all asked for at once.
 */
export function nextTokenCheck(channelId: string, now: Date): Date {
  const offsetMs = CHECK_HOUR_MS + (spread(channelId) % CHECK_SPREAD_S) * 1000;
  const today = new Date(startOfDay(dayOf(now)).getTime() + offsetMs);
  if (today > now) return today;
  return new Date(startOfDay(addDays(dayOf(now), 1)).getTime() + offsetMs);
}

/** The same number for the same text, spread evenly (FNV-1a). */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
