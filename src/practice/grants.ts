import type { Account, PracticePlatform, TokenGrant } from './types.ts';
import type { World } from './world.ts';

/** Whose an access token is, and what it may do; `scopes` is null for one that may do everything. */
export type TokenHolder = {
  account: Account;
  scopes: readonly string[] | null;
  expiresAt: string | null;
  grantedAt: number | null;
};

/** Finds an access token that an account was set up with, or that somebody allowed by login. */
export function holderOf(
  world: World,
  platform: PracticePlatform,
  accessToken: string,
): TokenHolder | null {
  for (const account of world.accounts()) {
    if (account.platform !== platform) continue;
    const { pageAccessToken, oauth2 } = account.tokens;
    const own = platform === 'facebook' ? pageAccessToken : (oauth2?.accessToken ?? null);
    if (own === accessToken) {
      const expiresAt = platform === 'facebook' ? null : (oauth2?.expiresAt ?? null);
      return { account, scopes: null, expiresAt, grantedAt: null };
    }
    const grant = account.grants?.find((one) => one.accessToken === accessToken);
    if (grant !== undefined) return { account, ...grant };
  }
  return null;
}

/** The account and the grant of a refresh token that still waits for its one use. */
export function findRefreshGrant(
  world: World,
  refreshToken: string,
): { account: Account; grant: TokenGrant } | null {
  for (const account of world.accounts()) {
    const grant = account.grants?.find((one) => one.refreshToken === refreshToken);
    if (account.platform === 'x' && grant !== undefined) return { account, grant };
  }
  return null;
}

/** Gives an account one more token. A login brings a revoked or expired account back to life. */
export function addGrant(world: World, account: Account, grant: TokenGrant): void {
  const revives = account.tokenState === 'revoked' || account.tokenState === 'expired';
  world.saveAccount({
    ...account,
    ...(revives
      ? {
          tokenState: 'valid' as const,
          tokens: { ...account.tokens, pageAccessToken: null, oauth2: null },
        }
      : {}),
    grants: [...(revives ? [] : (account.grants ?? [])), grant],
  });
}

/** Puts a renewed pair in the place of the one that was traded for it. */
export function replaceGrant(
  world: World,
  account: Account,
  old: TokenGrant,
  renewed: TokenGrant,
): void {
  const grants = (account.grants ?? []).map((one) =>
    one.accessToken === old.accessToken ? renewed : one,
  );
  world.saveAccount({ ...account, grants });
}
