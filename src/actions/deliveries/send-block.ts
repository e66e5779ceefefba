import type { Credentials } from '../../clients/platform.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { rememberVerified } from '../../lib/approval-signer.ts';
import { credentialsAtHand } from '../channels/fresh-credentials.ts';
import type { ActionContext } from '../context.ts';
import type { Block } from './block.ts';
import { giveTurnsBack, turnAfterCall } from './channel-turns.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import type { OutcomeWriter } from './outcome-writer.ts';
import { callPlatform, prepareDelivery } from './publish-delivery.ts';
import { cancelClaimed, giveBack, makeWait } from './set-aside.ts';
import { startSending } from './start-sending.ts';
import type { BlockLook, Ready } from './start-sending.ts';

/** A call whose last check is older than this is not begun: a hold may have been saved since. */
const FRESH_CHECK_MS = 750;

/** What the deliveries of one block share on their way. */
type Way = { block: Block; writer: OutcomeWriter; look: BlockLook };

/**
 * Sends claimed deliveries: look, fetch what the call needs, look again unless that took no time,
 * write `sending`, record the attempt, call the platform, write the outcome. Deliveries that need
 * media or new tokens go by themselves, so that the others do not wait for them. A channel's turn
 * ends with its own delivery, whatever the others of the block do.
 */
export async function sendBlock(
  ctx: ActionContext,
  block: Block,
  writer: OutcomeWriter,
): Promise<void> {
  const signer = rememberVerified(ctx.signer);
  const way: Way = {
    block,
    writer,
    look: async (deliveries) => {
      const at = ctx.clock.steadyMs();
      return { at, looked: await lookAgain(ctx, deliveries, signer) };
    },
  };
  const channelIds = block.deliveries.map((one) => one.channelId);
  const [{ at, looked }, tokens] = await Promise.all([
    way.look(block.deliveries),
    credentialsAtHand(ctx, channelIds),
  ]);
  await allEnded([
    setAside(ctx, way, looked),
    ...partsOf(looked, tokens).map((part) => sendPart(ctx, way, part, { tokens, lookedAt: at })),
  ]);
}

/** Parts that go by themselves: at once, after their media, and each that needs new tokens. */
function partsOf(looked: readonly Looked[], tokens: ReadonlyMap<string, Credentials>): Looked[][] {
  const goingOn = looked.filter((one) => one.check.kind === 'send');
  const atHand = goingOn.filter((one) => tokens.has(one.delivery.channelId));
  const isBare = ({ payload }: Looked): boolean => payload?.media.length === 0;
  return [
    atHand.filter(isBare),
    atHand.filter((one) => !isBare(one)),
    ...goingOn.filter((one) => !tokens.has(one.delivery.channelId)).map((one) => [one]),
  ];
}

async function sendPart(
  ctx: ActionContext,
  way: Way,
  part: readonly Looked[],
  { tokens, lookedAt }: { tokens: ReadonlyMap<string, Credentials>; lookedAt: number },
): Promise<void> {
  if (part.length === 0) return;
  const prepared = await Promise.all(
    part.map(async ({ delivery, payload }) =>
      payload === null ? null : prepareOne(ctx, delivery, payload, tokens.get(delivery.channelId)),
    ),
  );
  const ready = prepared.filter((one) => one !== null);
  const { at, going } = await startSending(ctx, way.block, ready, { lookedAt, look: way.look });
  const started = new Set(going.map((one) => one.delivery.id));
  await allEnded([
    ...going.map(async ({ delivery, prepared: call }) => {
      const isFresh = ctx.clock.steadyMs() - at <= FRESH_CHECK_MS;
      const outcome = isFresh ? await callPlatform(ctx, delivery, call) : notBegun(ctx.clock.now());
      const turn = turnAfterCall(ctx, way.block, delivery, outcome);
      await way.writer.write({ delivery, outcome }, turn);
    }),
    putBack(
      ctx,
      way,
      ready.map((one) => one.delivery).filter((one) => !started.has(one.id)),
      part.map((one) => one.delivery).filter((one) => !started.has(one.id)),
    ),
  ]);
}

/** What was claimed and is not sent: given back, and the turns on the channels of all that is idle. */
async function putBack(
  ctx: ActionContext,
  { block }: Way,
  left: readonly Delivery[],
  idle: readonly Delivery[],
): Promise<void> {
  await Promise.all(left.map((one) => giveBack(ctx, one)));
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

/** What the look found unfit to go: its turn ends at once. */
async function setAside(ctx: ActionContext, way: Way, looked: readonly Looked[]): Promise<void> {
  const unfit = looked.filter((one) => one.check.kind !== 'send');
  await Promise.all(
    unfit.map(async ({ delivery, check }) => {
      switch (check.kind) {
        case 'cancel':
          await cancelClaimed(ctx, delivery, check.reason);
          return;
        case 'wait':
          await makeWait(ctx, delivery, 'claimed', check.reason);
          return;
        case 'not-yet':
          await giveBack(ctx, delivery);
          return;
        case 'send':
          return;
      }
    }),
  );
  await putBack(
    ctx,
    way,
    [],
    unfit.map((one) => one.delivery),
  );
}

async function prepareOne(
  ctx: ActionContext,
  delivery: Delivery,
  payload: Payload,
  atHand: Credentials | undefined,
): Promise<Ready | null> {
  const prepared = await prepareDelivery(ctx, delivery, payload, atHand);
  if (typeof prepared !== 'string') return { delivery, prepared };
  await makeWait(ctx, delivery, 'claimed', prepared);
  return null;
}

/** Waits for all, also when one fails: what is under way is counted until it has ended. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
