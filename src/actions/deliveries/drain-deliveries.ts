import type { Attempt, Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { nextFreeAt, pauseFor } from '../../domain/deliveries/pace.ts';
import { CLAIM_LOOKBACK_MS } from '../../domain/deliveries/last-check.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import { callPlatform, prepareDelivery, PUBLISH_DEADLINE_MS } from './publish-delivery.ts';
import type { Prepared } from './publish-delivery.ts';
import { createOutcomeWriter } from './outcome-writer.ts';
import type { OutcomeWriter } from './outcome-writer.ts';
import { postponeChannel } from './postpone-channel.ts';
import { cancelClaimed, giveBack, makeWait } from './set-aside.ts';

const BLOCK_SIZE = 100;
/** A lease outlives the longest call and the writing of its outcome. */
const LEASE_MS = PUBLISH_DEADLINE_MS + 60_000;

/** A call whose last check is older than this is not begun: a hold may have been saved since. */
const FRESH_CHECK_MS = 750;

type Ready = { delivery: Delivery; prepared: Prepared };

/** Calls under way in one process at most. */
const MOST_IN_FLIGHT = 500;

export type Drain = {
  /** Sends everything that is due now; `unbounded` also what is due for more than ten minutes. */
  wake(options?: { unbounded?: boolean }): Promise<void>;
  /** Ends when every call under way has its outcome written. */
  settled(): Promise<void>;
  inFlight(): number;
};

/** The sending side of one process: claims block after block while calls are under way. */
export function createDrain(ctx: ActionContext): Drain {
  const underWay = new Set<Promise<void>>();
  const writer = createOutcomeWriter(ctx);
  let inFlight = 0;
  const claimBlocks = async (unbounded: boolean): Promise<void> => {
    while (inFlight < MOST_IN_FLIGHT) {
      const limit = Math.min(BLOCK_SIZE, MOST_IN_FLIGHT - inFlight);
      const block = await claimBlock(ctx, { limit, unbounded });
      if (block.deliveries.length === 0) return;
      inFlight += block.deliveries.length;
      const sending = sendBlock(ctx, block, writer)
        .catch((error: unknown) => {
          ctx.log.error({ err: error }, 'a block was left to the sweep: its leases will run out');
        })
        .finally(() => {
          inFlight -= block.deliveries.length;
          underWay.delete(sending);
        });
      underWay.add(sending);
    }
  };
  return {
    wake: (options = {}) => claimBlocks(options.unbounded ?? false),
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    inFlight: () => inFlight,
  };
}

/** Deliveries claimed under one lease, each with the turn on its channel. */
type Block = {
  lease: Lease;
  deliveries: Delivery[];
  /** When each channel posted lately, by channel. */
  recent: ReadonlyMap<string, Date[]>;
};

/** One due delivery a channel: channels do not wait for one another, and none has two calls. */
async function claimBlock(
  ctx: ActionContext,
  options: { unbounded: boolean; limit: number },
): Promise<Block> {
  const now = ctx.clock.now();
  const real = ctx.clock.real();
  const lease = newLease(ctx);
  const nothing: Block = { lease, deliveries: [], recent: new Map() };
  const due = await ctx.stores.deliveries.listFirstDue({
    now,
    notOlderThan: options.unbounded ? null : new Date(now.getTime() - CLAIM_LOOKBACK_MS),
    limit: options.limit,
    notOnChannels: await ctx.stores.turns.listBusyChannels(now, real),
  });
  if (due.length === 0) return nothing;
  const channelIds = due.map((one) => one.channelId);
  const { token, expiresAt } = lease;
  const recent = await ctx.stores.turns.takeTurns({ channelIds, token, expiresAt, now, real });
  const ids = due.filter((one) => recent.has(one.channelId)).map((one) => one.id);
  const deliveries = await ctx.stores.deliveries.claimDeliveries(ids, lease, now);
  const claimed = new Set(deliveries.map((one) => one.channelId));
  await endTurns(
    ctx,
    lease,
    [...recent.keys()].filter((id) => !claimed.has(id)),
  );
  return { lease, deliveries, recent };
}

/**
 * Sends claimed deliveries: look, fetch what the call needs, look again right before the write to
 * `sending`, record the attempt, call the platform, write the outcome. A channel's turn ends with
 * its own delivery, whatever the others of the block do.
 */
async function sendBlock(ctx: ActionContext, block: Block, writer: OutcomeWriter): Promise<void> {
  const ready = await prepareBlock(ctx, await lookAgain(ctx, block.deliveries));
  const lookedAt = ctx.clock.real();
  const going = await startBlock(ctx, block.lease, ready);
  await Promise.all([
    ...going.map(async ({ delivery, prepared }) => {
      const isFresh = ctx.clock.real().getTime() - lookedAt.getTime() <= FRESH_CHECK_MS;
      const outcome = isFresh
        ? await callPlatform(ctx, delivery, prepared)
        : notBegun(ctx.clock.now());
      await writer.write({ delivery, outcome });
      await endTurn(ctx, block, delivery, outcome);
    }),
    putBack(ctx, block, ready, new Set(going.map((one) => one.delivery.id))),
  ]);
}

/** What was claimed and is not sent: given back, and the turn on its channel with it. */
async function putBack(
  ctx: ActionContext,
  block: Block,
  ready: readonly Ready[],
  started: ReadonlySet<string>,
): Promise<void> {
  const left = ready.filter((one) => !started.has(one.delivery.id));
  await Promise.all(left.map((one) => giveBack(ctx, one.delivery)));
  const idle = block.deliveries.filter((one) => !started.has(one.id));
  await endTurns(
    ctx,
    block.lease,
    idle.map((one) => one.channelId),
  );
}

/** The database kept us waiting between the last check and the call: look again before sending. */
function notBegun(now: Date): PublishOutcome {
  return {
    kind: 'refused',
    reason: 'not-reached',
    retry: { kind: 'at', at: now },
    raw: { status: null, code: 'check-too-old', text: null },
  };
}

async function prepareBlock(ctx: ActionContext, block: readonly Looked[]): Promise<Ready[]> {
  const ready = await Promise.all(
    block.map(async ({ delivery, check, payload }): Promise<Ready | null> => {
      switch (check.kind) {
        case 'cancel':
          await cancelClaimed(ctx, delivery, check.reason);
          return null;
        case 'wait':
          await makeWait(ctx, delivery, 'claimed', check.reason);
          return null;
        case 'not-yet':
          await giveBack(ctx, delivery);
          return null;
        case 'send':
          return payload === null ? null : prepareOne(ctx, delivery, payload);
      }
    }),
  );
  return ready.filter((one) => one !== null);
}

async function prepareOne(
  ctx: ActionContext,
  delivery: Delivery,
  payload: Prepared['payload'],
): Promise<Ready | null> {
  const prepared = await prepareDelivery(ctx, delivery, payload);
  if (typeof prepared !== 'string') return { delivery, prepared };
  await makeWait(ctx, delivery, 'claimed', prepared);
  return null;
}

/**
 * Media and tokens may have taken a while to fetch, so everything is read once more right before
 * the write to `sending`, and the calls follow at once.
 */
async function startBlock(
  ctx: ActionContext,
  claimLease: Lease,
  ready: readonly Ready[],
): Promise<Ready[]> {
  if (ready.length === 0) return [];
  const looked = await lookAgain(
    ctx,
    ready.map((one) => one.delivery),
  );
  const good = looked.filter((one) => one.check.kind === 'send').map((one) => one.delivery.id);
  const lease = { ...newLease(ctx), token: claimLease.token };
  const started = new Set(
    await ctx.stores.deliveries.startSending({ ids: good, lease, now: ctx.clock.now() }),
  );
  const going = ready
    .filter((one) => started.has(one.delivery.id))
    .map(({ delivery, prepared }) => ({
      prepared,
      delivery: { ...delivery, lease, attempts: delivery.attempts + 1 },
    }));
  await ctx.stores.attempts.insertAttempts(going.map((one) => attemptOf(ctx, one.delivery)));
  return going;
}

/** Ends a channel's turn after a call, and keeps the channel silent for as long as it must be. */
async function endTurn(
  ctx: ActionContext,
  { lease, recent }: Block,
  { channelId, platform }: Delivery,
  outcome: PublishOutcome,
): Promise<void> {
  const now = ctx.clock.now();
  const posted = outcome.kind !== 'refused';
  const past = recent.get(channelId) ?? [];
  const freeAt = nextFreeAt(ctx.paces[platform], {
    recent: posted ? [...past, now] : past,
    now,
    allowance: outcome.allowance ?? null,
  });
  const limited = outcome.kind === 'refused' && outcome.reason === 'rate-limited';
  const asked = limited && outcome.retry.kind === 'at' ? outcome.retry.at : null;
  const silentUntil = asked !== null && asked > freeAt ? asked : freeAt;
  await ctx.stores.turns.endTurns(lease.token, [
    { channelId, freeAt: silentUntil, postedAt: posted ? now : null },
  ]);
  const paused = asked ?? pauseFor(outcome.allowance ?? null, now);
  if (paused !== null) await postponeChannel(ctx, channelId, paused);
}

/** Gives turns back that led to no call. */
async function endTurns(
  ctx: ActionContext,
  lease: Lease,
  channelIds: readonly string[],
): Promise<void> {
  const freeAt = ctx.clock.now();
  await ctx.stores.turns.endTurns(
    lease.token,
    channelIds.map((channelId) => ({ channelId, freeAt, postedAt: null })),
  );
}

function newLease(ctx: ActionContext): Lease {
  return {
    token: newId(),
    worker: ctx.processName,
    expiresAt: new Date(ctx.clock.real().getTime() + LEASE_MS),
  };
}

function attemptOf(ctx: ActionContext, delivery: Delivery): Attempt {
  return {
    id: newId(),
    deliveryId: delivery.id,
    n: delivery.attempts,
    payloadSha256: delivery.payloadSha256,
    worker: ctx.processName,
    leaseToken: delivery.lease?.token ?? '',
    startedAt: ctx.clock.now(),
    endedAt: null,
    outcome: null,
  };
}
