import { decideLateAnswer } from '../../domain/deliveries/late-answer.ts';
import type { LateAnswer } from '../../domain/deliveries/late-answer.ts';
import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';
import { disconnectChannel, samplesOf } from './outcome-effects.ts';
import { SETTLED_BY_FINDING } from './read-back-write.ts';

type Certain = Exclude<PublishOutcome, { kind: 'unknown' }>;
type Late = { delivery: Delivery; outcome: Certain; now: Delivery; answer: LateAnswer };

/** Tries again when the delivery moved while the answer was being written. */
const TRIES = 3;

/**
 * Writes an answer that came after the sweep had given its delivery up: a certain one settles the
 * delivery, unless somebody settled it meanwhile; then it is kept with its attempt, and people are
 * told when a post is out that nobody counts on. `delivery` is as it was when the call was made.
 */
export async function recordLate(
  ctx: ActionContext,
  delivery: Delivery,
  outcome: PublishOutcome,
): Promise<void> {
  if (outcome.kind === 'unknown') return;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const now = await ctx.stores.deliveries.findDelivery(delivery.id);
    if (now === null) return;
    const answer = decideLateAnswer(now, delivery.attempts, outcome);
    if (answer.kind === 'leave') return;
    if (await write(ctx, { delivery, outcome, now, answer })) return;
  }
  ctx.log.error(
    { deliveryId: delivery.id, outcome },
    'a late answer could not be kept: its delivery kept moving',
  );
}

async function write(ctx: ActionContext, late: Late): Promise<boolean> {
  const { delivery, outcome, answer } = late;
  const notices = await noticesOf(ctx, late);
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const { stores } = ctx;
    const isAnothers = await belongsToAnother(ctx, late, tx);
    if (answer.kind === 'settle' && !isAnothers) {
      if (!(await settle(ctx, late, answer.path, at, tx))) return false;
    }
    const { id: deliveryId, attempts: n, lease } = delivery;
    const attempt = { deliveryId, n, leaseToken: lease?.token ?? '' };
    await stores.attempts.completeLate({ ...attempt, outcome, endedAt: at }, tx);
    const isSettled = answer.kind === 'settle' && !isAnothers;
    await stores.audit.insertEntries([entryOf(ctx, late, isSettled)], tx);
    const told = isSettled
      ? await stores.notices.settleOfDelivery(delivery.id, SETTLED_BY_FINDING, at, tx)
      : [];
    const isGoodNews = isSettled && outcome.kind === 'accepted';
    // Whoever had the bad news by e-mail gets the good one too.
    const fitting = isGoodNews
      ? notices.filter((notice) => told.includes(notice.personId))
      : isAnothers
        ? []
        : notices;
    await stores.notices.insertNotices(fitting, tx);
    return true;
  });
}

/** Read-back may have taken this very post for that of another delivery with the same text. */
async function belongsToAnother(
  ctx: ActionContext,
  { delivery, outcome }: Late,
  tx: Tx,
): Promise<boolean> {
  if (outcome.kind !== 'accepted') return false;
  const { channelId, id } = delivery;
  const ids = [outcome.platformPostId];
  const owners = await ctx.stores.deliveries.listOwnersOf([channelId], ids, tx);
  return owners.some((owner) => owner.id !== id);
}

/** Moves the delivery along, if it is still where it was read and no new call was made. */
async function settle(
  ctx: ActionContext,
  { delivery, outcome, now }: Late,
  path: readonly Delivery['state'][],
  at: Date,
  tx: Tx,
): Promise<boolean> {
  const { deliveries, samples } = ctx.stores;
  let from = now.state;
  for (const to of path) {
    const change =
      to === 'sent' && outcome.kind === 'accepted'
        ? {
            reason: null,
            platformPostId: outcome.platformPostId,
            permalink: outcome.permalink,
            sentAt: at,
            heldBy: null,
          }
        : { reason: outcome.kind === 'refused' ? outcome.reason : ('person' as const) };
    const move = { id: delivery.id, from, to, at, change, attempts: delivery.attempts };
    if (!(await deliveries.moveDelivery(move, tx))) return false;
    await samples.openSamples(samplesOf({ delivery, moves: [move], at }), tx);
    from = to;
  }
  if (outcome.kind === 'refused' && disconnects(outcome.reason)) {
    await disconnectChannel(ctx, delivery, outcome.reason, tx);
  }
  return true;
}

async function noticesOf(
  ctx: ActionContext,
  { delivery, outcome, answer }: Late,
): Promise<Notice[]> {
  const reason = outcome.kind === 'refused' ? outcome.reason : '';
  if (answer.kind === 'settle') {
    const kind = outcome.kind === 'accepted' ? 'delivery-found' : 'delivery-refused';
    return noticesAbout(ctx, delivery, kind, reason);
  }
  const isUnexpected = answer.kind === 'keep' && answer.isOut;
  return isUnexpected ? noticesAbout(ctx, delivery, 'delivery-out-after-all', '') : [];
}

function entryOf(ctx: ActionContext, { delivery, outcome, now }: Late, isSettled: boolean) {
  const settled = outcome.kind === 'accepted' ? 'delivery.sent' : 'delivery.refused';
  return auditEntry(ctx, theDesk, {
    action: isSettled ? settled : 'delivery.answered-late',
    objectType: 'delivery',
    objectId: delivery.id,
    unitId: delivery.unitId,
    after: delivery.payloadSha256,
    detail: {
      postId: delivery.postId,
      attempt: delivery.attempts,
      late: true,
      from: now.state,
      reason: outcome.kind === 'refused' ? outcome.reason : null,
      platformPostId: outcome.kind === 'accepted' ? outcome.platformPostId : null,
      status: outcome.raw.status,
      code: outcome.raw.code,
    },
  });
}
