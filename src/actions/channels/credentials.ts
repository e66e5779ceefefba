import type { GrantedAccount } from '../../clients/channel-login.ts';
import type { Credentials } from '../../clients/platform.ts';
import type { SealedSecret } from '../../lib/secret-box.ts';
import type { ActionContext } from '../context.ts';

/** Tokens with the ciphertext that they were in. */
type OpenedCredentials = { credentials: Credentials; sealed: SealedSecret };

type Vault = Pick<ActionContext, 'secretBox'>;

/** What a channel's tokens are bound to in the vault: sealed for one channel, useless in another. */
function vaultContext(channelId: string): string {
  return `channel:${channelId}:credentials`;
}

export function sealCredentials(
  ctx: Vault,
  channelId: string,
  credentials: Credentials,
): SealedSecret {
  return ctx.secretBox.seal(JSON.stringify(credentials), vaultContext(channelId));
}

/** A channel's tokens, or null when it has none or they cannot be opened with our keys. */
export async function openCredentials(
  ctx: Pick<ActionContext, 'secretBox' | 'stores' | 'log'>,
  channelId: string,
): Promise<Credentials | null> {
  return (await readCredentials(ctx, channelId))?.credentials ?? null;
}

/** The same, with the mark of the ciphertext it was in, so that only that one is replaced. */
export async function readCredentials(
  ctx: Pick<ActionContext, 'secretBox' | 'stores' | 'log'>,
  channelId: string,
): Promise<OpenedCredentials | null> {
  const sealed = await ctx.stores.channels.findSealedCredentials(channelId);
  return sealed === null ? null : opened(ctx, channelId, sealed);
}

/** The tokens of many channels in one look; channels without tokens that open are left out. */
export async function openManyCredentials(
  ctx: Pick<ActionContext, 'secretBox' | 'stores' | 'log'>,
  channelIds: readonly string[],
): Promise<Map<string, Credentials>> {
  const found = new Map<string, Credentials>();
  for (const { channelId, sealed } of await ctx.stores.channels.listSealedCredentials(channelIds)) {
    const read = opened(ctx, channelId, sealed);
    if (read !== null) found.set(channelId, read.credentials);
  }
  return found;
}

function opened(
  ctx: Pick<ActionContext, 'secretBox' | 'log'>,
  channelId: string,
  sealed: unknown,
): OpenedCredentials | null {
  try {
    const plain = ctx.secretBox.open(sealed, vaultContext(channelId));
    // What opened is what was sealed, so it has the form it was sealed in.
    return { credentials: JSON.parse(plain) as Credentials, sealed: sealed as SealedSecret };
  } catch (error) {
    ctx.log.error({ err: error, channelId }, 'the tokens of a channel cannot be opened');
    return null;
  }
}

/** The two secrets of a login that is under way. */
export function sealVerifier(ctx: Vault, loginId: string, verifier: string): SealedSecret {
  return ctx.secretBox.seal(verifier, `login:${loginId}:verifier`);
}

/** @throws SecretBoxError when it was sealed for another login, or under a key nobody holds. */
export function openVerifier(ctx: Vault, loginId: string, sealed: unknown): string {
  return ctx.secretBox.open(sealed, `login:${loginId}:verifier`);
}

export function sealAccounts(
  ctx: Vault,
  loginId: string,
  accounts: readonly GrantedAccount[],
): SealedSecret {
  return ctx.secretBox.seal(JSON.stringify(accounts), `login:${loginId}:accounts`);
}

/** @throws SecretBoxError when it was sealed for another login, or under a key nobody holds. */
export function openAccounts(ctx: Vault, loginId: string, sealed: unknown): GrantedAccount[] {
  return JSON.parse(ctx.secretBox.open(sealed, `login:${loginId}:accounts`)) as GrantedAccount[];
}
