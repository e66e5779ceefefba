import type { Attempt, Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import { CLAIM_LOOKBACK_MS } from '../../domain/deliveries/last-check.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import { callPlatform, prepareDelivery, PUBLISH_DEADLINE_MS } from './publish-delivery.ts';
import type { Prepared } from './publish-delivery.ts';
import { recordOutcome } from './record-outcome.ts';
import { cancelClaimed, giveBack, makeWait } from './set-aside.ts';

export const BLOCK_SIZE = 100;
/** A lease outlives the longest call and the writing of its outcome. */
export const LEASE_MS = PUBLISH_DEADLINE_MS + 60_000;

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
  let inFlight = 0;
  const claimBlocks = async (unbounded: boolean): Promise<void> => {
    while (inFlight < MOST_IN_FLIGHT) {
      const limit = Math.min(BLOCK_SIZE, MOST_IN_FLIGHT - inFlight);
      const claimed = await claimBlock(ctx, { limit, unbounded });
      if (claimed.length === 0) return;
      inFlight += claimed.length;
      const sending = sendClaimed(ctx, claimed)
        .catch((error: unknown) => {
          ctx.log.error({ err: error }, 'a block was left to the sweep: its leases will run out');
        })
        .finally(() => {
          inFlight -= claimed.length;
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

async function claimBlock(
  ctx: ActionContext,
  options: { unbounded: boolean; limit: number },
): Promise<Delivery[]> {
  const now = ctx.clock.now();
  return ctx.stores.deliveries.claimDue({
    now,
    notOlderThan: options.unbounded ? null : new Date(now.getTime() - CLAIM_LOOKBACK_MS),
    limit: options.limit,
    lease: newLease(ctx),
  });
}

/**
 * Sends claimed deliveries: look again, mark as sending, record the attempt, call the platform,
 * write the outcome.
 */
async function sendClaimed(ctx: ActionContext, claimed: readonly Delivery[]): Promise<void> {
  const ready = await prepareBlock(ctx, await lookAgain(ctx, claimed));
  await sendBlock(ctx, ready);
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
async function sendBlock(ctx: ActionContext, ready: readonly Ready[]): Promise<void> {
  const first = ready[0];
  if (first === undefined) return;
  const looked = await lookAgain(
    ctx,
    ready.map((one) => one.delivery),
  );
  const stillGood = new Set(
    looked.filter((one) => one.check.kind === 'send').map((one) => one.delivery.id),
  );
  const lease = { ...newLease(ctx), token: first.delivery.lease?.token ?? '' };
  const started = new Set(
    await ctx.stores.deliveries.startSending({ ids: [...stillGood], lease, now: ctx.clock.now() }),
  );
  const going = ready
    .filter((one) => started.has(one.delivery.id))
    .map(({ delivery, prepared }) => ({
      prepared,
      delivery: { ...delivery, lease, attempts: delivery.attempts + 1 },
    }));
  await ctx.stores.attempts.insertAttempts(going.map((one) => attemptOf(ctx, one.delivery)));
  await Promise.all(
    going.map(async ({ delivery, prepared }) => {
      await recordOutcome(ctx, delivery, await callPlatform(ctx, delivery, prepared));
    }),
  );
  await Promise.all(
    ready.filter((one) => !started.has(one.delivery.id)).map((one) => giveBack(ctx, one.delivery)),
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
