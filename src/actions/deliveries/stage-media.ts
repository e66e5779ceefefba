import type { StageOutcome, StageProgress, StreamedMedia } from '../../clients/platform.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { refusalGoodForMs } from '../../domain/deliveries/staging.ts';
import { createGate } from '../../lib/gate.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import type { ActionContext } from '../context.ts';
import { LEASE_MS } from './block.ts';
import { giveBack, makeWait } from './set-aside.ts';
import { saveStagingResult } from './staged-media.ts';
import { noteUnseen } from './unseen-media.ts';

/** How often the claim is renewed; a hold or a withdrawal ends the upload within this. */
const RENEW_EVERY_MS = 3_000;
/**
 * Uploads of one process at once: each takes a line and a stream from the database. What is due does
 * not wait for what is uploaded ahead of its time.
 */
const MOST_AT_ONCE = 3;
const MOST_AHEAD_AT_ONCE = 2;
const PROGRESS_EVERY_MS = 1_000;
/** 512 MB at 3 Mbit/s take 23 minutes; then the platform works on the film. */
const STAGE_DEADLINE_MS = 30 * 60_000;

type When = 'due' | 'ahead';

/** Uploads of media ahead of their publishing calls, beside everything else that is sent. */
export type Stager = {
  /**
   * Takes over a claimed delivery; it comes back planned, with its result, or waits. `ahead` of its
   * time it does not wait for a connection that may be there by then.
   */
  begin(delivery: Delivery, payload: Payload, when: When): void;
  settled(): Promise<void>;
  /** Ends what is under way: its deliveries are given back, and nothing of them is public. */
  stop(): void;
  underWay(): number;
};

/**
 * While a video is uploaded its delivery stays claimed under a lease that is renewed, and its
 * channel's turn is free for others. Then it is given back with a handle, so that the publishing
 * call takes the way of every other one, with a last check that is a moment old.
 */
export function createStager(ctx: ActionContext, wake: () => Promise<void>): Stager {
  const stopping = new AbortController();
  const gates = { due: createGate(MOST_AT_ONCE), ahead: createGate(MOST_AHEAD_AT_ONCE) };
  const all = new Set<Promise<void>>();
  const run = async (delivery: Delivery, payload: Payload, when: When): Promise<void> => {
    const claim = keepClaim(ctx, delivery, stopping.signal);
    try {
      const outcome = await gates[when](() => stage(ctx, delivery, payload, claim.signal));
      claim.end();
      await settle(ctx, delivery, outcome, when);
    } finally {
      claim.end();
    }
    if (!stopping.signal.aborted) await wake();
  };
  return {
    begin: (delivery, payload, when) => {
      const one = run(delivery, payload, when)
        .catch((error: unknown) => {
          ctx.log.error({ err: error, deliveryId: delivery.id }, 'an upload was left to the sweep');
        })
        .finally(() => all.delete(one));
      all.add(one);
    },
    settled: async () => {
      while (all.size > 0) await Promise.all(all);
    },
    stop: () => {
      stopping.abort();
    },
    underWay: () => all.size,
  };
}

/** Renews the claim for as long as it is ours and nothing keeps the delivery back; then it ends. */
function keepClaim(
  ctx: ActionContext,
  delivery: Delivery,
  stopping: AbortSignal,
): { signal: AbortSignal; end(): void } {
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    const expiresAt = new Date(ctx.clock.real().getTime() + LEASE_MS);
    const token = delivery.lease?.token ?? '';
    const isOurs = await ctx.stores.deliveries.renewClaim(delivery.id, token, expiresAt);
    if (!isOurs) lost.abort();
  };
  const tryToRenew = (): void => {
    // A database that is away for a moment ends nothing: the lease outlives many tries.
    renew().catch((error: unknown) => {
      ctx.log.warn({ err: error, deliveryId: delivery.id }, 'a claim could not be renewed yet');
    });
  };
  tryToRenew();
  const timer = setInterval(tryToRenew, RENEW_EVERY_MS);
  return {
    signal: AbortSignal.any([stopping, lost.signal]),
    end: () => {
      clearInterval(timer);
    },
  };
}

async function stage(
  ctx: ActionContext,
  delivery: Delivery,
  payload: Payload,
  signal: AbortSignal,
): Promise<StageOutcome | { kind: 'connection' }> {
  const isOver = (): boolean => signal.aborted;
  if (isOver()) return { kind: 'stopped' };
  const { channelId: id, platform } = delivery;
  const credentials = await freshCredentials(ctx, { id, platform });
  if (credentials === null) return { kind: 'connection' };
  const media = await videoOf(ctx, payload);
  if (media === null) return { kind: 'altered' };
  const progress = progressWriter(ctx, delivery);
  progress.tell({ stage: 'uploading', percent: 0 });
  try {
    return await ctx.platforms[platform].stage({
      accountId: payload.accountId,
      credentials,
      media,
      deadlineMs: STAGE_DEADLINE_MS,
      signal,
      onProgress: progress.tell,
      onStaged: noteUnseen(ctx, delivery),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'MediaCorruptError') return { kind: 'altered' };
    if (isOver()) return { kind: 'stopped' };
    ctx.log.error({ err: error, deliveryId: delivery.id }, 'an upload ended in an exception');
    return {
      kind: 'refused',
      reason: 'platform-down',
      retry: { kind: 'later' },
      raw: { status: null, code: error instanceof Error ? error.name : null, text: null },
    };
  } finally {
    await progress.written();
  }
}

/** The one video of a payload as the store has it; null when it is not what was approved. */
async function videoOf(ctx: ActionContext, payload: Payload): Promise<StreamedMedia | null> {
  const [ref, ...others] = payload.media;
  if (ref === undefined || others.length > 0) return null;
  const info = await ctx.stores.media.findMedia(ref.sha256);
  if (info?.video === undefined) return null;
  const { sha256, mimeType, bytes } = info;
  return { sha256, mimeType, bytes, open: () => ctx.stores.media.streamMedia(sha256) };
}

/**
 * Writes progress at most once a second, and never lets it hold an upload up; `written` comes before
 * the result is, or a late progress would stand over it.
 */
function progressWriter(
  ctx: ActionContext,
  delivery: Delivery,
): { tell(to: StageProgress): void; written(): Promise<void> } {
  let writing = Promise.resolve();
  let last: { at: number; stage: string } = { at: -Infinity, stage: '' };
  const tell = ({ stage, percent }: StageProgress): void => {
    const at = ctx.clock.steadyMs();
    if (stage === last.stage && at - last.at < PROGRESS_EVERY_MS) return;
    last = { at, stage };
    const row = { deliveryId: delivery.id, stage, percent, worker: ctx.processName };
    writing = writing
      .then(() => ctx.stores.staging.saveProgress({ ...row, since: ctx.clock.now() }))
      .catch((error: unknown) => {
        ctx.log.warn({ err: error, deliveryId: delivery.id }, 'progress could not be written');
      });
  };
  return { tell, written: () => writing };
}

async function settle(
  ctx: ActionContext,
  delivery: Delivery,
  outcome: StageOutcome | { kind: 'connection' },
  when: When,
): Promise<void> {
  switch (outcome.kind) {
    case 'staged': {
      const { handle, goodForMs } = outcome;
      await saveStagingResult(ctx, delivery, { kind: 'staged', handle }, goodForMs);
      break;
    }
    case 'refused': {
      const goodForMs = refusalGoodForMs(outcome.retry, ctx.clock.now());
      await saveStagingResult(ctx, delivery, { kind: 'refused', outcome }, goodForMs);
      break;
    }
    case 'stopped':
    case 'altered':
    case 'connection':
      await ctx.stores.staging.removeStaging(delivery.id);
      break;
  }
  const waits = outcome.kind === 'altered' || (outcome.kind === 'connection' && when === 'due');
  if (waits) await makeWait(ctx, delivery, 'claimed', outcome.kind);
  else await giveBack(ctx, delivery);
}
