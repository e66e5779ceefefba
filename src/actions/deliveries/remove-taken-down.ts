import type { RemovalOutcome } from '../../clients/platform.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { WORKER_LOST } from '../../domain/deliveries/outcome.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { leftToRemove, nextRemovalAt } from '../../domain/deliveries/take-down.ts';
import type { TakeDown } from '../../domain/deliveries/delivery.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { begunAttempt } from './begun-attempt.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';

const DEADLINE_MS = 20_000;
/** A lease outlives the call, the look after it and the writing of both; real time. */
const LEASE_MS = 90_000;
/** Parts of all threads that one round removes at most. */
const MOST_CALLS = 100;

/**
 * Removes what two people took down, one post at a time: the attempt is written before the call and
 * completed after it. Asking twice removes nothing twice, so what is unclear is looked for, and
 * asked for again. A hold stops nothing here. Returns how many calls were made.
 */
export async function removeTakenDown(ctx: ActionContext): Promise<number> {
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const due = await ctx.stores.deliveries.listTakeDownsDue(ctx.clock.now(), ctx.clock.real());
    const [first] = due;
    if (first === undefined || !(await removeNext(ctx, first.id))) return calls;
  }
  return MOST_CALLS;
}

async function removeNext(ctx: ActionContext, id: string): Promise<boolean> {
  const real = ctx.clock.real();
  const lease = { token: newId(), until: new Date(real.getTime() + LEASE_MS) };
  const delivery = await ctx.stores.deliveries.claimTakeDown(id, lease, ctx.clock.now(), real);
  if (delivery?.takeDown === undefined) return false;
  await tellOfLost(ctx, delivery);
  const [platformPostId] = leftToRemove(delivery);
  if (platformPostId === undefined) {
    await write(ctx, delivery, delivery.takeDown, lease.token, null, null);
    return true;
  }
  const part = delivery.thread?.parts.findIndex((one) => one.platformPostId === platformPostId);
  await ctx.stores.attempts.insertAttempts([
    begunAttempt(delivery, {
      act: 'take-down',
      ...(part === undefined || part === -1 ? {} : { part: part + 1 }),
      worker: ctx.processName,
      leaseToken: lease.token,
      startedAt: ctx.clock.now(),
    }),
  ]);
  const outcome = await remove(ctx, delivery, platformPostId);
  await write(ctx, delivery, delivery.takeDown, lease.token, platformPostId, outcome);
  return true;
}

/** Whoever made an earlier call that has no outcome yet went silent, or the claim were still its. */
async function tellOfLost(ctx: ActionContext, { id, attempts }: Delivery): Promise<void> {
  const earlier = await ctx.stores.attempts.listAttempts([id]);
  const lost = earlier.filter(
    ({ act, n, outcome }) => act === 'take-down' && n < attempts && outcome === null,
  );
  if (lost.length === 0) return;
  const told = { outcome: WORKER_LOST, endedAt: ctx.clock.now() };
  await ctx.inTransaction((tx) =>
    ctx.stores.attempts.completeAttempts(
      lost.map(({ deliveryId, n, leaseToken }) => ({ deliveryId, n, leaseToken, ...told })),
      tx,
    ),
  );
}

/** Asks the platform to remove a post; what is unclear is looked for at once. */
async function remove(
  ctx: ActionContext,
  { channelId, platform }: Delivery,
  platformPostId: string,
): Promise<RemovalOutcome> {
  const channel = await ctx.stores.channels.findChannel(channelId);
  const credentials = channel === null ? null : await freshCredentials(ctx, channel);
  if (channel === null || credentials === null) {
    const raw = { status: null, code: 'no-keys', text: null };
    return { kind: 'refused', reason: 'token-dead', retry: { kind: 'never' }, raw };
  }
  const { accountId } = channel;
  const outcome = await ctx.platforms[platform].remove({
    accountId,
    credentials,
    platformId: platformPostId,
    deadlineMs: DEADLINE_MS,
  });
  if (outcome.kind !== 'unknown') return outcome;
  const seen = await ctx.platforms[platform].readPost({ accountId, credentials, platformPostId });
  return seen.kind === 'read' && seen.post === null ? { kind: 'gone', raw: outcome.raw } : outcome;
}

async function write(
  ctx: ActionContext,
  delivery: Delivery,
  before: TakeDown,
  token: string,
  platformPostId: string | null,
  outcome: RemovalOutcome | null,
): Promise<void> {
  const at = ctx.clock.now();
  const takeDown = afterCall(delivery, before, platformPostId, outcome, at);
  const isOver = takeDown.state !== 'going';
  const kind = takeDown.state === 'done' ? 'delivery-taken-down' : 'delivery-take-down-failed';
  const notices = isOver ? await noticesAbout(ctx, delivery, kind, takeDown.fault ?? '') : [];
  await ctx.inTransaction(async (tx) => {
    const { deliveries, attempts, audit, samples } = ctx.stores;
    const isOurs = await deliveries.saveTakeDown(delivery.id, token, takeDown, tx);
    if (outcome !== null && platformPostId !== null) {
      const { id: deliveryId, attempts: n } = delivery;
      const asAttempt = attemptOutcome(outcome, platformPostId);
      const done = { deliveryId, n, leaseToken: token, outcome: asAttempt, endedAt: at };
      // Another worker may have told of this call as lost meanwhile: a late answer says more.
      await attempts.completeLate(done, tx);
    }
    if (!isOurs || !isOver) return;
    await audit.insertEntries([overEntry(ctx, delivery, takeDown)], tx);
    await ctx.stores.notices.insertNotices(notices, tx);
    if (takeDown.state !== 'done') return;
    await samples.stopSamples(delivery.id, at, tx);
    if (delivery.state !== 'waiting') return;
    // Nothing of it is public any more, so its target is free again.
    const change = { reason: 'person' as const, settledBy: takeDown.confirmedBy };
    await deliveries.moveDelivery(
      { id: delivery.id, from: 'waiting', to: 'cancelled', at, change },
      tx,
    );
  });
}

function afterCall(
  delivery: Delivery,
  before: TakeDown,
  platformPostId: string | null,
  outcome: RemovalOutcome | null,
  at: Date,
): TakeDown {
  const free = { ...before, lease: null };
  if (outcome === null || isGone(outcome)) {
    const removed =
      outcome === null || platformPostId === null
        ? before.removed
        : [...before.removed, { platformPostId, as: outcome.kind, at }];
    const next = { ...free, removed, failures: 0, fault: null };
    const isAll = leftToRemove({ ...delivery, takeDown: next }).length === 0;
    return isAll ? { ...next, state: 'done', nextAt: null, endedAt: at } : { ...next, nextAt: at };
  }
  const failures = before.failures + 1;
  const fault = outcome.reason;
  const isFinal = outcome.kind === 'refused' && outcome.retry.kind === 'never';
  const asked = outcome.kind === 'refused' && outcome.retry.kind === 'at' ? outcome.retry.at : null;
  const nextAt = isFinal ? null : nextRemovalAt(failures, at, asked);
  return nextAt === null
    ? { ...free, state: 'failed', failures, fault, nextAt: null, endedAt: at }
    : { ...free, failures, fault, nextAt };
}

function isGone(
  outcome: RemovalOutcome,
): outcome is Extract<RemovalOutcome, { kind: 'removed' | 'gone' }> {
  return outcome.kind === 'removed' || outcome.kind === 'gone';
}

/** An attempt speaks of what was asked for: a post that was removed, or gone, is accepted. */
function attemptOutcome(outcome: RemovalOutcome, platformPostId: string): PublishOutcome {
  if (!isGone(outcome)) return outcome;
  const code = outcome.kind === 'gone' ? 'gone-already' : outcome.raw.code;
  return { kind: 'accepted', platformPostId, permalink: null, raw: { ...outcome.raw, code } };
}

function overEntry(ctx: ActionContext, { id, unitId, postId }: Delivery, takeDown: TakeDown) {
  const isDone = takeDown.state === 'done';
  return auditEntry(ctx, theDesk, {
    action: isDone ? 'delivery.taken-down' : 'delivery.take-down-failed',
    objectType: 'delivery',
    objectId: id,
    unitId,
    detail: {
      postId,
      reason: takeDown.fault,
      removed: takeDown.removed.length,
      gone: takeDown.removed.filter((one) => one.as === 'gone').length,
    },
  });
}
