import type { PlatformId } from './channel.ts';

/** An account that a login offers; one that lacks something cannot be chosen. */
export type OfferedAccount = { accountId: string; name: string; handle: string; missing: string[] };

/**
 * - `asked`: the person is at the platform
 * - `answered`: the one answer came and is being traded
 * - `choosing`: the person chooses the account
 * - `ended`: connected, cancelled or failed; nothing more can come of it
 */
export const loginSteps = ['asked', 'answered', 'choosing', 'ended'] as const;
export type LoginStep = (typeof loginSteps)[number];

/** One login that is under way, bound to the session that began it. Times are real time. */
export type ChannelLoginRow = {
  id: string;
  sessionSha256: string;
  personId: string;
  platform: PlatformId;
  /** The channel that is connected again; null for a new one. */
  channelId: string | null;
  step: LoginStep;
  accounts: OfferedAccount[];
  expiresAt: Date;
};

/** From the way to the platform until its answer, and again from there until the choice. */
export const LOGIN_LIFE_MS = 10 * 60 * 1000;

/** Why an answer or a choice is worth nothing. */
export type LoginFault = 'unknown' | 'other-session' | 'expired' | 'already-used';

/**
 * Decides whether a login may take its next step: begun by this person in this very session, not
 * older than ten minutes, and standing where it is expected to stand.
 */
export function judgeLogin(
  login: ChannelLoginRow | null,
  asking: { sessionSha256: string; personId: string; platform: PlatformId; step: LoginStep },
  realNow: Date,
): { ok: true } | { ok: false; fault: LoginFault } {
  if (login?.platform !== asking.platform) return { ok: false, fault: 'unknown' };
  if (login.sessionSha256 !== asking.sessionSha256 || login.personId !== asking.personId) {
    return { ok: false, fault: 'other-session' };
  }
  if (login.step !== asking.step) return { ok: false, fault: 'already-used' };
  if (realNow >= login.expiresAt) return { ok: false, fault: 'expired' };
  return { ok: true };
}
