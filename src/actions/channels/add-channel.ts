import type { Credentials } from '../../clients/platform.ts';
import type { Channel, PlatformId } from '../../domain/channels/channel.ts';
import { refuse } from '../../domain/decision.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import type { theDesk } from '../records/audit-entry.ts';
import { sealCredentials } from './credentials.ts';

export type AddChannelRefusal =
  | 'forbidden'
  | 'unit-unknown'
  | 'channel-taken'
  | 'wrong-credentials'
  | 'wrong-account'
  | 'token-refused'
  | 'platform-unreachable';

export type NewChannel = {
  platform: PlatformId;
  /** The platform's own identifier of the Page or account. */
  accountId: string;
  /** Left empty, the platform's own name is taken. */
  name: string;
  language: string;
  unitId: string;
  credentials: Credentials;
};

type Identity = { name: string; handle: string; publicUrl: string };

/**
 * Registers an official channel after its token has answered for exactly this account. The tokens
 * are sealed for this channel and are not readable from anywhere else.
 */
export async function addChannel(
  ctx: ActionContext,
  request: { actor: Actor | typeof theDesk; channel: NewChannel },
): Promise<
  | { ok: true; channel: Channel }
  | { ok: false; reason: AddChannelRefusal; parameters?: Record<string, string | number> }
> {
  const { actor, channel: wanted } = request;
  if ('grants' in actor && !can(actor, 'channel.manage', wanted.unitId)) return refuse('forbidden');
  const units = await ctx.stores.units.listUnits();
  if (!units.some((unit) => unit.id === wanted.unitId)) return refuse('unit-unknown');
  if (!wanted.credentials.kind.startsWith(wanted.platform)) return refuse('wrong-credentials');
  const taken = (await ctx.stores.channels.listChannels()).some(
    (one) => one.platform === wanted.platform && one.accountId === wanted.accountId,
  );
  if (taken) return refuse('channel-taken');
  const identity = await identify(ctx, wanted);
  if (!identity.ok) return identity;
  const channel: Channel = {
    id: newId(),
    unitId: wanted.unitId,
    platform: wanted.platform,
    accountId: wanted.accountId,
    name: wanted.name.trim() === '' ? identity.value.name : wanted.name.trim(),
    handle: identity.value.handle,
    language: wanted.language,
    state: 'connected',
    stateReason: null,
    publicUrl: identity.value.publicUrl,
    createdAt: ctx.clock.now(),
  };
  const sealed = sealCredentials(ctx, channel.id, wanted.credentials);
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.channels.insertChannel(channel, sealed, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'channel.added',
          objectType: 'channel',
          objectId: channel.id,
          unitId: channel.unitId,
          detail: { platform: channel.platform, accountId: channel.accountId, name: channel.name },
        }),
      ],
      tx,
    );
  });
  return { ok: true, channel };
}

/** Puts new tokens into a registered channel, once they answer for its account, and connects it. */
export async function reconnectChannel(
  ctx: ActionContext,
  request: { actor: Actor | typeof theDesk; channelId: string; credentials: Credentials },
): Promise<
  | { ok: true }
  | { ok: false; reason: AddChannelRefusal; parameters?: Record<string, string | number> }
> {
  const { actor, credentials } = request;
  const channel = await ctx.stores.channels.findChannel(request.channelId);
  if (channel === null) return refuse('forbidden');
  if ('grants' in actor && !can(actor, 'channel.manage', channel.unitId))
    return refuse('forbidden');
  if (!credentials.kind.startsWith(channel.platform)) return refuse('wrong-credentials');
  const identity = await identify(ctx, { ...channel, credentials });
  if (!identity.ok) return identity;
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.channels.saveSealedCredentials(
      channel.id,
      sealCredentials(ctx, channel.id, credentials),
      tx,
    );
    await ctx.stores.channels.saveChannelState(channel.id, 'connected', null, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'channel.connected',
          objectType: 'channel',
          objectId: channel.id,
          unitId: channel.unitId,
        }),
      ],
      tx,
    );
  });
  return { ok: true };
}

async function identify(
  ctx: ActionContext,
  wanted: Pick<NewChannel, 'platform' | 'accountId' | 'credentials'>,
): Promise<
  | { ok: true; value: Identity }
  | { ok: false; reason: AddChannelRefusal; parameters?: Record<string, string | number> }
> {
  const answer = await ctx.platforms[wanted.platform].readIdentity({
    accountId: wanted.accountId,
    credentials: wanted.credentials,
  });
  if (answer.kind === 'failed') {
    const away = answer.reason === 'not-reached' || answer.reason === 'platform-down';
    return refuse(away ? 'platform-unreachable' : 'token-refused', {
      code: answer.code ?? answer.reason,
    });
  }
  if (answer.accountId !== wanted.accountId)
    return refuse('wrong-account', { accountId: answer.accountId });
  return { ok: true, value: answer };
}
