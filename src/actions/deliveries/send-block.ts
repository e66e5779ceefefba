import type { Credentials } from '../../clients/platform.ts';
import type { Channel, LookFirst } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { hasMoreParts, isPartlyOut, newThread, nextCall } from '../../domain/deliveries/thread.ts';
import { rememberVerified } from '../../lib/approval-signer.ts';
import type { Gate } from '../../lib/gate.ts';
import { giveSpendBack, reserveSpend } from '../budget/reserve-spend.ts';
import { credentialsAtHand } from '../channels/fresh-credentials.ts';
import type { ActionContext } from '../context.ts';
import type { Block } from './block.ts';
import { giveTurnsBack, turnAfterCall } from './channel-turns.ts';
import { lookAgain } from './last-look.ts';
import type { Looked } from './last-look.ts';
import type { OutcomeWriter } from './outcome-writer.ts';
import { callPlatform, prepareDelivery } from './publish-delivery.ts';
import { mayBeOutAlready } from './read-back-repeat.ts';
import { cancelClaimed, giveBack, makeWait } from './set-aside.ts';
import type { Stager } from './stage-media.ts';
import { startSending } from './start-sending.ts';
import type { BlockLook, Ready } from './start-sending.ts';

/** A call whose last check is older than this is not begun: a hold may have been saved since. */
const FRESH_CHECK_MS = 750;

type Tokens = ReadonlyMap<string, Credentials>;

/**
 * What blocks of one process share: who writes outcomes and uploads ahead, how many are between look and call, and
 * whom to tell as soon as the next part of a thread can go.
 */
export type SendingSide = { writer: OutcomeWriter; gate: Gate; again: () => void; stager: Stager };

/** What the deliveries of one block share on their way. */
type Way = SendingSide & { block: Block; look: BlockLook };

/**
 * Sends claimed deliveries: look, fetch what the call needs, look again unless that took no time,
 * write `sending`, record the attempt, call the platform, write the outcome. Deliveries that need
 * media or new tokens go by themselves, so that the others do not wait for them. A channel's turn
 * ends with its own delivery, whatever the others of the block do.
 */
export async function sendBlock(
  ctx: ActionContext,
  block: Block,
  side: SendingSide,
): Promise<void> {
  const signer = rememberVerified(ctx.signer);
  const look: BlockLook = async (deliveries) => {
    const at = ctx.clock.steadyMs();
    return { at, looked: await lookAgain(ctx, deliveries, signer) };
  };
  const way: Way = { ...side, block, look };
  const { unfit, slow, tokens, quick } = await side.gate(async () => {
    const [{ at, looked }, atHand] = await Promise.all([
      look(block.deliveries),
      credentialsAtHand(
        ctx,
        block.deliveries.map((one) => one.channelId),
      ),
    ]);
    const parts = partsOf(looked, atHand, ctx.clock.now());
    const ready = await payable(ctx, way, await prepareAll(ctx, way, parts.quick, atHand));
    return { ...parts, tokens: atHand, quick: await begin(ctx, way, ready, at) };
  });
  await allEnded([
    quick.ended,
    setAside(ctx, way, unfit),
    ...slow.map((part) => sendSlow(ctx, way, part, tokens)),
  ]);
}

/**
 * What goes at once; what goes after its media, or alone with new tokens or after a look at its
 * channel; and what does not go.
 */
function partsOf(looked: readonly Looked[], tokens: Tokens, now: Date) {
  const goesAlone = ({ delivery, channel }: Looked): boolean =>
    !tokens.has(delivery.channelId) || looksFirst(channel, now);
  const isQuick = (one: Looked): boolean => !goesAlone(one) && one.payload?.media.length === 0;
  const going = looked.filter((one) => one.check.kind === 'send');
  const late = going.filter((one) => !isQuick(one));
  return {
    quick: going.filter(isQuick),
    slow: [late.filter((one) => !goesAlone(one)), ...late.filter(goesAlone).map((one) => [one])],
    unfit: looked.filter((one) => one.check.kind !== 'send'),
  };
}

async function sendSlow(
  ctx: ActionContext,
  way: Way,
  part: readonly Looked[],
  tokens: Tokens,
): Promise<void> {
  if (part.length === 0) return;
  const ready = await payable(ctx, way, await prepareAll(ctx, way, part, tokens));
  const begun = await way.gate(() => begin(ctx, way, ready, null));
  const unprepared = part.filter(
    (one) => !ready.some((each) => each.delivery.id === one.delivery.id),
  );
  await allEnded([
    begun.ended,
    giveTurnsBack(
      ctx,
      way.block.lease,
      unprepared.map((one) => one.delivery.channelId),
    ),
  ]);
}

/**
 * Begins the calls of what is ready; `ended` comes when each has its outcome written, and what could
 * not begin after all was given back.
 */
async function begin(
  ctx: ActionContext,
  way: Way,
  ready: readonly Ready[],
  lookedAt: number | null,
): Promise<{ ended: Promise<void> }> {
  const { at, going } = await startSending(ctx, way.block, ready, { lookedAt, look: way.look });
  const started = new Set(going.map((one) => one.delivery.id));
  const calls = going.map(async ({ delivery, prepared }) => {
    const outcome = isFresh(ctx, at)
      ? await callPlatform(ctx, delivery, prepared, () => checkOnceMore(ctx, way, delivery, at))
      : notBegun(ctx.clock.now());
    const goesOn = outcome.kind === 'accepted' && hasMoreParts(delivery);
    const turn = turnAfterCall(ctx, way.block, delivery, outcome, goesOn);
    await way.writer.write({ delivery, outcome }, turn);
    if (goesOn) way.again();
  });
  const left = ready.map((one) => one.delivery).filter((one) => !started.has(one.id));
  return { ended: allEnded([...calls, putBack(ctx, way, left)]) };
}

/** The last check anew, unless it is fresh, for a call that took a while: what stops it, or null. */
async function checkOnceMore(
  ctx: ActionContext,
  { look }: Way,
  delivery: Delivery,
  lookedAt: number,
): Promise<PublishOutcome | null> {
  if (isFresh(ctx, lookedAt)) return null;
  try {
    const { at, looked } = await look([delivery]);
    const maySend = looked.every(({ check }) => check.kind === 'send');
    return maySend && isFresh(ctx, at) ? null : notBegun(ctx.clock.now());
  } catch (error) {
    ctx.log.warn({ err: error, deliveryId: delivery.id }, 'the last check could not be made');
    return notBegun(ctx.clock.now());
  }
}

function isFresh(ctx: ActionContext, lookedAt: number): boolean {
  return ctx.clock.steadyMs() - lookedAt <= FRESH_CHECK_MS;
}

/** What was claimed and cannot go now: given back, and the turn on its channel with it. */
async function putBack(
  ctx: ActionContext,
  { block }: Way,
  left: readonly Delivery[],
): Promise<void> {
  await giveSpendBack(ctx, left);
  await Promise.all(left.map((one) => giveBack(ctx, one)));
  await giveTurnsBack(
    ctx,
    block.lease,
    left.map((one) => one.channelId),
  );
}

/** The last check is too old, or forbids the call by now: it is claimed and looked at again. */
function notBegun(now: Date): PublishOutcome {
  return {
    kind: 'refused',
    reason: 'stopped-here',
    retry: { kind: 'at', at: now },
    raw: { status: null, code: 'check-too-old', text: null },
  };
}

/** What the look found unfit to go: its turn ends at once. */
async function setAside(ctx: ActionContext, way: Way, unfit: readonly Looked[]): Promise<void> {
  await Promise.all(
    unfit.map(async ({ delivery, check }) => {
      switch (check.kind) {
        case 'cancel':
          // What is out stays on record and keeps its target: the rest waits for a person.
          if (isPartlyOut(delivery)) await makeWait(ctx, delivery, 'claimed', 'cut-short');
          else await cancelClaimed(ctx, delivery, check.reason);
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
  await giveTurnsBack(
    ctx,
    way.block.lease,
    unfit.map((one) => one.delivery.channelId),
  );
}

async function prepareAll(
  ctx: ActionContext,
  way: Way,
  part: readonly Looked[],
  tokens: Tokens,
): Promise<Ready[]> {
  const prepared = await Promise.all(
    part.map(async (one) =>
      one.payload === null
        ? null
        : prepareOne(ctx, way, one, one.payload, tokens.get(one.delivery.channelId)),
    ),
  );
  return prepared.filter((one) => one !== null);
}

/** Puts the money of the calls aside; what its application cannot pay waits for more of it. */
async function payable(
  ctx: ActionContext,
  { block }: Way,
  ready: readonly Ready[],
): Promise<Ready[]> {
  const refused = await reserveSpend(
    ctx,
    ready.map(({ delivery, prepared: { call, credentials } }) => ({
      delivery,
      texts: call.texts,
      credentials,
    })),
  );
  if (refused.size === 0) return [...ready];
  const waiting = ready.map((one) => one.delivery).filter((one) => refused.has(one.id));
  await Promise.all(waiting.map((one) => makeWait(ctx, one, 'claimed', 'budget')));
  await giveTurnsBack(
    ctx,
    block.lease,
    waiting.map((one) => one.channelId),
  );
  return ready.filter((one) => !refused.has(one.delivery.id));
}

async function prepareOne(
  ctx: ActionContext,
  { stager }: Way,
  { delivery, channel }: Looked,
  payload: Payload,
  atHand: Credentials | undefined,
): Promise<Ready | null> {
  const call = nextCall(delivery, payload);
  if (call !== null && looksFirst(channel, ctx.clock.now())) {
    if (await mayBeOutAlready(ctx, delivery, call, channel.lookFirst.since)) {
      await makeWait(ctx, delivery, 'claimed', 'person');
      return null;
    }
  }
  const prepared = call === null ? 'altered' : await prepareDelivery(ctx, delivery, call, atHand);
  if (typeof prepared !== 'string') {
    const thread = delivery.thread ?? newThread(payload);
    return { delivery: thread === null ? delivery : { ...delivery, thread }, prepared };
  }
  if (prepared === 'unstaged') stager.begin(delivery, payload, 'due');
  else await makeWait(ctx, delivery, 'claimed', prepared);
  return null;
}

/** Whether a restored desk may have posted on this channel what it no longer knows of. */
function looksFirst(
  channel: Channel | null,
  now: Date,
): channel is Channel & { lookFirst: LookFirst } {
  return channel !== null && channel.lookFirst !== null && now < channel.lookFirst.until;
}

/** Waits for all, also when one fails: what is under way is counted until it has ended. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
