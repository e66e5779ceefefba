import type { Credentials, PublishMedia } from '../../clients/platform.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { NextCall } from '../../domain/deliveries/thread.ts';
import type { ActionContext } from '../context.ts';
import { keepsStaged, needsStaging } from '../../domain/deliveries/staging.ts';
import type { StagingResult } from '../../domain/deliveries/staging.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { noteUnseen } from './unseen-media.ts';
import { findStagingResult } from './staged-media.ts';
import { confirmRefusal } from './read-back-repeat.ts';

/** Our own bound on one publishing call; the lease outlives it. */
export const PUBLISH_DEADLINE_MS = 45_000;

export type Prepared = {
  call: NextCall;
  credentials: Credentials;
  media: PublishMedia[];
  /** What the upload ahead of the call came to, where there is one. */
  staging?: StagingResult;
};

/**
 * Fetches what the call needs before anything is marked as sending: tokens out of the vault and
 * the media, whose bytes must still hash to their names. `atHand` are tokens that were read with
 * those of the whole block. A string says why it cannot be sent; `unstaged` media have to be uploaded
 * ahead of the call.
 */
export async function prepareDelivery(
  ctx: ActionContext,
  delivery: Delivery,
  call: NextCall,
  atHand?: Credentials,
): Promise<Prepared | 'connection' | 'altered' | 'unstaged'> {
  const { channelId: id, platform } = delivery;
  const credentials = atHand ?? (await freshCredentials(ctx, { id, platform }));
  if (credentials === null) return 'connection';
  if (needsStaging(call.payload)) {
    const staging = await findStagingResult(ctx, delivery);
    return staging === null ? 'unstaged' : { call, credentials, media: [], staging };
  }
  const media: PublishMedia[] = [];
  for (const ref of call.payload.media) {
    try {
      const info = await ctx.stores.media.findMedia(ref.sha256);
      if (info === null) return 'altered';
      const bytes = await ctx.stores.media.readMedia(ref.sha256);
      media.push({ sha256: ref.sha256, alt: ref.alt, mimeType: info.mimeType, bytes });
    } catch (error) {
      ctx.log.error({ err: error, sha256: ref.sha256 }, 'a medium is not what was approved');
      return 'altered';
    }
  }
  return { call, credentials, media };
}

/**
 * Makes the one publishing call. Whatever goes wrong inside is a value, never an exception.
 * `lastCheck` is asked once more when media were uploaded before it.
 */
export async function callPlatform(
  ctx: ActionContext,
  delivery: Delivery,
  prepared: Prepared,
  lastCheck: () => Promise<PublishOutcome | null>,
): Promise<PublishOutcome> {
  const outcome = await makeCall(ctx, delivery, prepared, lastCheck);
  const { staging } = prepared;
  // A refusal is told once; a handle is kept only while nothing became of it.
  if (staging?.kind === 'refused' || (staging !== undefined && !keepsStaged(outcome))) {
    await ctx.stores.staging.removeStaging(delivery.id).catch((error: unknown) => {
      ctx.log.warn({ err: error, deliveryId: delivery.id }, 'a staged medium was left behind');
    });
  }
  return outcome;
}

async function makeCall(
  ctx: ActionContext,
  delivery: Delivery,
  { call, credentials, media, staging }: Prepared,
  lastCheck: () => Promise<PublishOutcome | null>,
): Promise<PublishOutcome> {
  if (staging?.kind === 'refused') return staging.outcome;
  try {
    const outcome = await ctx.platforms[delivery.platform].publish({
      accountId: call.payload.accountId,
      credentials,
      payload: call.payload,
      media,
      ...(call.replyTo === null ? {} : { replyTo: call.replyTo }),
      ...(staging === undefined ? {} : { staged: staging.handle }),
      lastCheck,
      onStaged: noteUnseen(ctx, delivery),
      deadlineMs: PUBLISH_DEADLINE_MS,
    });
    return await confirmRefusal(ctx, delivery, call, outcome);
  } catch (error) {
    ctx.log.error(
      { err: error, deliveryId: delivery.id },
      'a publishing call ended in an exception; nobody can say what it came to',
    );
    return {
      kind: 'unknown',
      reason: 'answer-unreadable',
      raw: { status: null, code: error instanceof Error ? error.name : null, text: null },
    };
  }
}
