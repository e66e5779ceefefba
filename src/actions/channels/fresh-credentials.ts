import type { Credentials } from '../../clients/platform.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import {
  openCredentials,
  openManyCredentials,
  readCredentials,
  sealCredentials,
} from './credentials.ts';
import { loseConnection } from './lose-connection.ts';

/** Tokens that live less than this are renewed before they are used. */
const RENEW_BEFORE_MS = 5 * 60_000;
const LOCK_MS = 30_000;
const WAIT_FOR_OTHER_MS = 250;
const STORE_TRIES = 8;
const FIRST_PAUSE_MS = 50;

/** The lease that whoever renews or reseals a channel's tokens holds. */
export function renewalLock(channelId: string): string {
  return `renew:${channelId}`;
}

/**
 * A channel's tokens, renewed first when they are about to expire. One call renews at a time, since
 * a refresh token is good for one use, and the new pair is stored before anybody uses it. Null when
 * the channel has no tokens, or none that can be renewed: then it is disconnected.
 */
export async function freshCredentials(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<Credentials | null> {
  const lock = renewalLock(channel.id);
  // Of the call and not of the process: publishing, read-back and samples ask side by side.
  const holder = `${ctx.processName}/${newId()}`;
  for (let waited = 0; waited < LOCK_MS; waited += WAIT_FOR_OTHER_MS) {
    const credentials = await openCredentials(ctx, channel.id);
    if (credentials === null || !endsWithin(credentials, ctx.clock.real(), RENEW_BEFORE_MS)) {
      return credentials;
    }
    if (await ctx.stores.desk.takeLease(lock, holder, ctx.clock.real(), LOCK_MS)) {
      try {
        return await renew(ctx, channel);
      } finally {
        await ctx.stores.desk.dropLease(lock, holder);
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
  return new Map(
    [...all].filter(([, credentials]) => !endsWithin(credentials, now, RENEW_BEFORE_MS)),
  );
}

/** Under the lock: reads again, since another process may just have renewed. */
async function renew(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<Credentials | null> {
  const read = await readCredentials(ctx, channel.id);
  if (read === null) return null;
  const { credentials, sealed } = read;
  if (!endsWithin(credentials, ctx.clock.real(), RENEW_BEFORE_MS)) return credentials;
  const answer = await ctx.platforms[channel.platform].renewCredentials(credentials);
  switch (answer.kind) {
    case 'not-needed':
      return credentials;
    case 'renewed': {
      const stored = await storeRenewed(ctx, channel.id, sealed, answer.credentials);
      // Somebody connected the channel anew meanwhile: theirs are the ones to use.
      return stored ? answer.credentials : openCredentials(ctx, channel.id);
    }
    case 'failed': {
      const { reason, code } = answer;
      ctx.log.error(
        { channelId: channel.id, reason, code },
        'the tokens of a channel could not be renewed',
      );
      if (reason !== 'unreadable' && disconnects(reason)) {
        const whole = await ctx.stores.channels.getChannel(channel.id);
        await loseConnection(ctx, whole, {
          reason,
          code,
          kind: 'channel-token-dead',
          iv: sealed.iv,
        });
        return null;
      }
      // A renewal that did not get through says nothing about the token that is still alive.
      return endsWithin(credentials, ctx.clock.real(), 0) ? null : credentials;
    }
  }
}

/**
 * The old pair is dead by now, so the new one is written again and again while the database is
 * away. Should the process end before, the next renewal is refused and the channel must be
 * connected again.
 */
async function storeRenewed(
  ctx: ActionContext,
  channelId: string,
  traded: { iv: string },
  credentials: Credentials,
): Promise<boolean> {
  const sealed = sealCredentials(ctx, channelId, credentials);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const stored = await ctx.stores.channels.replaceSealedCredentials(channelId, traded, sealed);
      // An answer that was lost on an earlier try left our own ciphertext there.
      return stored || (await holds(ctx, channelId, sealed.iv));
    } catch (error) {
      if (attempt >= STORE_TRIES) throw error;
      ctx.log.warn({ err: error, channelId, attempt }, 'renewed tokens could not be stored yet');
      await ctx.clock.sleep(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

async function holds(ctx: ActionContext, channelId: string, iv: string): Promise<boolean> {
  const sealed = await ctx.stores.channels.findSealedCredentials(channelId);
  return typeof sealed === 'object' && sealed !== null && 'iv' in sealed && sealed.iv === iv;
}

function endsWithin(credentials: Credentials, now: Date, ms: number): boolean {
  return 'expiresAt' in credentials && Date.parse(credentials.expiresAt) - now.getTime() < ms;
}
