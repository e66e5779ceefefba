import { createHash } from 'node:crypto';
import { newToken } from '../../lib/ids.ts';
import type { PracticePlatform } from '../types.ts';

/** How long a code may be traded: X says 30 seconds, Facebook some minutes. Real time. */
const CODE_LIFE_MS: Record<PracticePlatform, number> = { facebook: 600_000, x: 30_000 };

/** What a person allowed on a consent page, waiting behind a code. */
export type Consent = {
  platform: PracticePlatform;
  redirectUri: string;
  challenge: string | null;
  scopes: string[];
  accountIds: string[];
};

/** A Facebook user token: what the list of Pages is read with. Practice time. */
export type UserToken = Pick<Consent, 'scopes' | 'accountIds'> & {
  isLong: boolean;
  expiresAt: number;
  grantedAt: number;
};

export type CodeAnswer =
  | { kind: 'given'; consent: Consent }
  | { kind: 'unknown' | 'used' | 'expired' | 'other-address' | 'wrong-verifier' };

export type LoginBook = ReturnType<typeof createLoginBook>;

/** Codes and user tokens that are under way. A restart forgets them, as it does faults. */
export function createLoginBook(now: () => Date) {
  const codes = new Map<string, Consent & { until: number; used: boolean }>();
  const users = new Map<string, UserToken>();
  return {
    newCode: (consent: Consent): string => {
      const code = newToken(32);
      const until = now().getTime() + CODE_LIFE_MS[consent.platform];
      codes.set(code, { ...consent, until, used: false });
      return code;
    },
    /** Trades a code once, for the very address it was sent to and by whoever began the login. */
    trade: (
      platform: PracticePlatform,
      code: string,
      redirectUri: string,
      verifier: string | null,
    ): CodeAnswer => {
      const consent = codes.get(code);
      if (consent?.platform !== platform) return { kind: 'unknown' };
      if (consent.used) return { kind: 'used' };
      if (now().getTime() > consent.until) return { kind: 'expired' };
      if (consent.redirectUri !== redirectUri) return { kind: 'other-address' };
      if (consent.challenge !== null && consent.challenge !== challengeOf(verifier ?? '')) {
        return { kind: 'wrong-verifier' };
      }
      consent.used = true;
      return { kind: 'given', consent };
    },
    addUserToken: (user: UserToken): string => {
      const token = newToken(32);
      users.set(token, user);
      return token;
    },
    userToken: (token: string | null | undefined): UserToken | null =>
      users.get(token ?? '') ?? null,
    clear: (): void => {
      codes.clear();
      users.clear();
    },
  };
}

/** PKCE with S256 (RFC 7636). */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
