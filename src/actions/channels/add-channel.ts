import type { Credentials } from '../../clients/platform.ts';
import type { Channel, PlatformId } from '../../domain/channels/channel.ts';
import { factsOf, nextTokenCheck } from '../../domain/channels/token.ts';
import type { TokenFacts } from '../../domain/channels/token.ts';
import { refuse } from '../../domain/decision.ts';
import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import { tokenNoticeKinds } from '../../domain/notices/notice.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import type { theDesk } from '../records/audit-entry.ts';
import { sealCredentials } from './credentials.ts';
import { setChannelState } from './set-channel-state.ts';

export type AddChannelRefusal =
  | 'forbidden'
  | 'unit-unknown'
  | 'channel-taken'
  | 'wrong-credentials'
  | 'wrong-account'
  | 'token-refused'
  | 'scope-missing'
  | 'platform-unreachable';

type Refused = {
  ok: false;
  reason: AddChannelRefusal;
  parameters?: Record<string, string | number>;
};

export type NewChannel = {
  platform: PlatformId;
  /** The platform's own identifier of the Page or account. */
  accountId: string;
  /** Left empty, the platform's own name is taken. */
  name: string;
  language: string;
  unitId: string;
  credentials: Credentials;
  /** What a login said that the tokens may do, where the platform tells it only then. */
  scopes?: string[];
};

type Identity = { name: string; handle: string; publicUrl: string };

/**
 * Registers an official channel after its token has answered for exactly this account. The tokens
 * are sealed for this channel and are not readable from anywhere else.
 */
export async function addChannel(
  ctx: ActionContext,
  request: { actor: Actor | typeof theDesk; channel: NewChannel },
): Promise<{ ok: true; channel: Channel } | Refused> {
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
  const token = await inspect(ctx, wanted);
  if (!token.ok) return token;
  const now = ctx.clock.now();
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
    createdAt: now,
    token: token.value,
    connectedBy: { personId: actor.personId, name: actor.name, at: now },
    lookFirst: null,
  };
  const sealed = sealCredentials(ctx, channel.id, wanted.credentials);
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.channels.insertChannel(channel, sealed, tx);
    await ctx.stores.channels.saveToken(
      channel.id,
      token.value,
      nextTokenCheck(channel.id, now),
      tx,
    );
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

/**
 * Puts new tokens into a registered channel, once they answer for its account, and connects it. Its
 * deliveries stay as they are: those that wait for the connection are released by a person.
 */
export async function reconnectChannel(
  ctx: ActionContext,
  request: {
    actor: Actor | typeof theDesk;
    channelId: string;
    credentials: Credentials;
    scopes?: string[];
  },
): Promise<{ ok: true } | Refused> {
  const { actor, credentials } = request;
  const channel = await ctx.stores.channels.findChannel(request.channelId);
  if (channel === null) return refuse('forbidden');
  if ('grants' in actor && !can(actor, 'channel.manage', channel.unitId))
    return refuse('forbidden');
  if (!credentials.kind.startsWith(channel.platform)) return refuse('wrong-credentials');
  const wanted = { ...channel, ...request };
  const identity = await identify(ctx, wanted);
  if (!identity.ok) return identity;
  const token = await inspect(ctx, wanted);
  if (!token.ok) return token;
  const now = ctx.clock.now();
  const by = { personId: actor.personId, name: actor.name, at: now };
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.channels.saveSealedCredentials(
      channel.id,
      sealCredentials(ctx, channel.id, credentials),
      tx,
    );
    const { channels, notices } = ctx.stores;
    await channels.saveToken(channel.id, token.value, nextTokenCheck(channel.id, now), tx);
    await channels.saveConnectedBy(channel.id, by, tx);
    // What a person or the platform paused stays paused, whatever its tokens are.
    if (channel.state !== 'paused') {
      await setChannelState(ctx, { id: channel.id, state: 'connected', reason: null }, tx);
    }
    await notices.settleOfChannel(channel.id, tokenNoticeKinds, now, tx);
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
): Promise<{ ok: true; value: Identity } | Refused> {
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

/** Asks what the tokens may do: without the right to publish they are refused, by its name. */
async function inspect(
  ctx: ActionContext,
  wanted: Pick<NewChannel, 'platform' | 'accountId' | 'credentials' | 'scopes'>,
): Promise<{ ok: true; value: TokenFacts | null } | Refused> {
  const { accountId, credentials, scopes } = wanted;
  const answer = await ctx.platforms[wanted.platform].inspectToken({ accountId, credentials });
  if (answer.kind === 'failed') {
    const { reason, code } = answer;
    // The identity has answered already, so the daily check may tell the rest.
    if (reason === 'unreadable' || !disconnects(reason)) return { ok: true, value: null };
    return refuse('token-refused', { code: code ?? reason });
  }
  const stops = answer.token.missing.filter((one) => one.stopsPublishing);
  if (stops.length > 0) {
    return refuse('scope-missing', { scopes: stops.map(({ name }) => name).join(', ') });
  }
  const told = { ...answer.token, scopes: answer.token.scopes ?? scopes ?? null };
  return { ok: true, value: factsOf(told, ctx.clock.now(), null) };
}
