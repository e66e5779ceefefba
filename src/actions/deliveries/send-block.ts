import type { Attempt, Delivery, Lease } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { newLease } from './block.ts';
import type { Block } from './block.ts';
import { endTurn, giveTurnsBack } from './channel-turns.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import type { OutcomeWriter } from './outcome-writer.ts';
import { callPlatform, prepareDelivery } from './publish-delivery.ts';
import type { Prepared } from './publish-delivery.ts';
import { cancelClaimed, giveBack, makeWait } from './set-aside.ts';

/** A call whose last check is older than this is not begun: a hold may have been saved since. */
const FRESH_CHECK_MS = 750;

type Ready = { delivery: Delivery; prepared: Prepared };

/**
 * Sends claimed deliveries: look, fetch what the call needs, look again right before the write to
 * `sending`, record the attempt, call the platform, write the outcome. A channel's turn ends with
 * its own delivery, whatever the others of the block do.
 */
export async function sendBlock(
  ctx: ActionContext,
  block: Block,
  writer: OutcomeWriter,
): Promise<void> {
  const ready = await prepareBlock(ctx, await lookAgain(ctx, block.deliveries));
  const lookedAt = ctx.clock.steadyMs();
  const going = await startBlock(ctx, block.lease, ready);
  await Promise.all([
    ...going.map(async ({ delivery, prepared }) => {
      const isFresh = ctx.clock.steadyMs() - lookedAt <= FRESH_CHECK_MS;
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
  await giveTurnsBack(
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
