import type { Credentials } from '../../clients/platform.ts';
import type { SealedSecret } from '../../lib/secret-box.ts';
import type { ActionContext } from '../context.ts';

/** What a channel's tokens are bound to in the vault: sealed for one channel, useless in another. */
function vaultContext(channelId: string): string {
  return `channel:${channelId}:credentials`;
}

export function sealCredentials(
  ctx: Pick<ActionContext, 'secretBox'>,
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
    const credentials = opened(ctx, channelId, sealed);
    if (credentials !== null) found.set(channelId, credentials);
  }
  return found;
}

function opened(
  ctx: Pick<ActionContext, 'secretBox' | 'log'>,
  channelId: string,
  sealed: unknown,
): Credentials | null {
  try {
    return JSON.parse(ctx.secretBox.open(sealed, vaultContext(channelId))) as Credentials;
  } catch (error) {
    ctx.log.error({ err: error, channelId }, 'the tokens of a channel cannot be opened');
    return null;
  }
}
