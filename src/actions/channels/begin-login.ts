import { LOGIN_LIFE_MS } from '../../domain/channels/login.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { refuse } from '../../domain/decision.ts';
import { can, canAnywhere } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { sha256 } from '../../lib/hashing.ts';
import { newId, newToken } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { sealVerifier } from './credentials.ts';

const STATE_BYTES = 32;

/**
 * Begins connecting an account by login: the address to send the person to. What comes back is
 * taken from this person and this session alone, once, within ten minutes.
 */
export async function beginLogin(
  ctx: ActionContext,
  request: {
    actor: Actor;
    sessionId: string;
    platform: PlatformId;
    /** The channel to connect again; null for a new one. */
    channelId: string | null;
    redirectUri: string;
  },
): Promise<{ ok: true; address: string } | { ok: false; reason: 'forbidden' | 'not-offered' }> {
  const { actor, platform, channelId, redirectUri } = request;
  if (!(await mayConnect(ctx, actor, platform, channelId))) return refuse('forbidden');
  const login = ctx.logins[platform];
  if (login === null) return refuse('not-offered');
  const state = newToken(STATE_BYTES);
  const { address, verifier } = login.begin({ state, redirectUri });
  const id = newId();
  await ctx.stores.logins.insertLogin({
    id,
    // The state itself is a secret of the person's browser and is kept nowhere.
    stateSha256: sha256(state),
    sessionSha256: sha256(request.sessionId),
    personId: actor.personId,
    platform,
    channelId,
    step: 'asked',
    accounts: [],
    sealedVerifier: sealVerifier(ctx, id, verifier),
    sealedAccounts: null,
    expiresAt: new Date(ctx.clock.real().getTime() + LOGIN_LIFE_MS),
  });
  return { ok: true, address };
}

async function mayConnect(
  ctx: ActionContext,
  actor: Actor,
  platform: PlatformId,
  channelId: string | null,
): Promise<boolean> {
  if (channelId === null) return canAnywhere(actor, 'channel.manage');
  const channel = await ctx.stores.channels.findChannel(channelId);
  return channel?.platform === platform && can(actor, 'channel.manage', channel.unitId);
}
