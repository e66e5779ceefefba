import type { Credentials } from '../../clients/platform.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { ActionContext } from '../context.ts';
import { openCredentials, openManyCredentials, sealCredentials } from './credentials.ts';

/** Tokens that live less than this are renewed before they are used. */
const RENEW_BEFORE_MS = 5 * 60_000;
const LOCK_MS = 30_000;
const WAIT_FOR_OTHER_MS = 250;

/**
 * A channel's tokens, renewed first when they are about to expire. One process renews at a time,
 * since a refresh token is good for one use, and the new pair is stored before anybody uses it.
 * Null when the channel has no tokens, or none that can be renewed.
 */
export async function freshCredentials(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<Credentials | null> {
  const lock = `renew:${channel.id}`;
  for (let waited = 0; waited < LOCK_MS; waited += WAIT_FOR_OTHER_MS) {
    const credentials = await openCredentials(ctx, channel.id);
    if (credentials === null || !expiresSoon(credentials, ctx.clock.real())) return credentials;
    if (await ctx.stores.desk.takeLease(lock, ctx.processName, ctx.clock.real(), LOCK_MS)) {
      try {
        return await renew(ctx, channel);
      } finally {
        await ctx.stores.desk.dropLease(lock, ctx.processName);
      }
    }
    await ctx.clock.sleep(WAIT_FOR_OTHER_MS);
  }
  return null;
}

/** Of these channels, the tokens that may be used as they are; the others have to be renewed first. */
export async function credentialsAtHand(
  ctx: ActionContext,
  channelIds: readonly string[],
): Promise<Map<string, Credentials>> {
  const now = ctx.clock.real();
  const all = await openManyCredentials(ctx, channelIds);
  return new Map([...all].filter(([, credentials]) => !expiresSoon(credentials, now)));
}

/** Under the lock: reads again, since another process may just have renewed. */
async function renew(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<Credentials | null> {
  const credentials = await openCredentials(ctx, channel.id);
  if (credentials === null || !expiresSoon(credentials, ctx.clock.real())) return credentials;
  const answer = await ctx.platforms[channel.platform].renewCredentials(credentials);
  switch (answer.kind) {
    case 'not-needed':
      return credentials;
    case 'renewed':
      await ctx.stores.channels.saveSealedCredentials(
        channel.id,
        sealCredentials(ctx, channel.id, answer.credentials),
      );
      return answer.credentials;
    case 'failed':
      ctx.log.error(
        { channelId: channel.id, reason: answer.reason, code: answer.code },
        'the tokens of a channel could not be renewed; it must be connected again',
      );
      return null;
  }
}

function expiresSoon(credentials: Credentials, now: Date): boolean {
  return (
    'expiresAt' in credentials &&
    Date.parse(credentials.expiresAt) - now.getTime() < RENEW_BEFORE_MS
  );
}
