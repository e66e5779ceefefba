import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { NextCall } from '../../domain/deliveries/thread.ts';
import { isUnclear } from '../../domain/deliveries/read-back-plan.ts';
import { idsOf, matchSeen } from '../../domain/deliveries/read-back-match.ts';
import { isAmong } from '../../domain/deliveries/read-back-rivals.ts';
import type { Match } from '../../domain/deliveries/read-back-match.ts';
import type { ActionContext } from '../context.ts';
import type { Look } from '../../domain/deliveries/read-back.ts';
import { listRivals, readChannel } from './read-back-channel.ts';
import { underChannelLease } from './read-back-lease.ts';
import { lookOf } from './read-back-write.ts';

type Refused = Extract<PublishOutcome, { kind: 'refused' }>;
type Seen = { match: Match; isAnothers: boolean } | null;

/**
 * Looks at the platform before a refusal is believed that may mean "this post is there already": an
 * earlier call of this delivery may have made it, also one that a restored backup knows nothing of.
 * The post is then ours and was sent.
 */
export async function confirmRefusal(
  ctx: ActionContext,
  delivery: Delivery,
  call: NextCall,
  outcome: PublishOutcome,
): Promise<PublishOutcome> {
  if (outcome.kind !== 'refused' || !mayBeRepeat(outcome)) return outcome;
  const attempts = await ctx.stores.attempts.listAttempts([delivery.id]);
  const unclear = attempts
    .filter((one) => one.n < delivery.attempts && (one.part ?? null) === call.part)
    .findLast(isUnclear);
  const askedAt = ctx.clock.now();
  const since = new Date(askedAt.getTime() - ctx.readBackRules.repeatLookbackMs);
  const seen = await underChannelLease(ctx, delivery.channelId, 'wait', () =>
    lookForRepeat(ctx, delivery, call, { askedBy: 'repeat', since }),
  );
  const hasRival =
    seen?.match.kind === 'found' && isAmong(await listRivals(ctx, delivery), seen.match.seen);
  return afterLooking(
    outcome,
    seen,
    hasRival,
    unclear,
    mayBeHidden(ctx, delivery, unclear, askedAt),
  );
}

function afterLooking(
  outcome: Refused,
  seen: Seen,
  hasRival: boolean,
  unclear: Attempt | undefined,
  isHidden: boolean,
): PublishOutcome {
  const { retry: _retry, kind: _kind, reason, ...answered } = outcome;
  if (seen?.match.kind === 'found' && !hasRival) {
    const { platformPostId, permalink } = seen.match.seen;
    return { ...answered, kind: 'accepted', platformPostId, permalink };
  }
  const isSettled = seen?.match.kind === 'not-found' && !isHidden;
  if (!isSettled && unclear !== undefined) {
    const before = unclear.outcome?.kind === 'unknown' ? unclear.outcome.reason : 'worker-lost';
    return { ...answered, kind: 'unknown', reason: before };
  }
  // Two alike are there, and the platform did not say which one it means.
  if (seen?.match.kind === 'ambiguous') {
    return { ...answered, kind: 'unknown', reason: 'answer-without-id' };
  }
  if (seen?.isAnothers === true) return { ...outcome, reason: 'duplicate' };
  // The platform says that the post is there; it may only not show it yet. Later looks will tell.
  if (reason === 'duplicate') return { ...answered, kind: 'unknown', reason: 'answer-without-id' };
  // Nobody could look, so nobody knows that it is not there: later looks will tell.
  if (seen === null) return { ...answered, kind: 'unknown', reason: 'answer-unlisted' };
  return outcome;
}

/** What an unclear call made a moment ago may be there, and not be shown yet. */
function mayBeHidden(
  ctx: ActionContext,
  { platform }: Delivery,
  unclear: Attempt | undefined,
  askedAt: Date,
): boolean {
  if (unclear === undefined) return false;
  const { visibilityDelayMs } = ctx.readBackRules.platforms[platform];
  return askedAt.getTime() - (unclear.endedAt ?? askedAt).getTime() < visibilityDelayMs;
}

/** X refuses a repeated text like much else (platform-errors.json); what is unlisted may be anything. */
function mayBeRepeat({ reason }: Refused): boolean {
  return reason === 'duplicate' || reason === 'unlisted';
}

/**
 * Whether a post that a restored desk is about to send may be on its channel already, sent in the
 * time that was lost. Also when the channel cannot be read; a person who has seen the evidence and
 * lets the delivery go is not asked twice. A further part of a thread is looked for each time: what
 * was seen of the part before says nothing of it.
 */
export async function mayBeOutAlready(
  ctx: ActionContext,
  delivery: Delivery,
  call: NextCall,
  since: Date,
): Promise<boolean> {
  const looks = await ctx.stores.readBack.listLooks(delivery.id);
  const wasSeen = looks.some((look) => look.askedBy === 'restored' && look.postsSeen !== null);
  if (wasSeen && (call.part ?? 1) === 1) return false;
  const seen = await underChannelLease(ctx, delivery.channelId, 'wait', () =>
    lookForRepeat(ctx, delivery, call, { askedBy: 'restored', since }),
  );
  return seen?.match.kind !== 'not-found';
}

/** What the channel shows of this payload; null when it could not be read. */
async function lookForRepeat(
  ctx: ActionContext,
  delivery: Delivery,
  { payload, replyTo }: NextCall,
  asked: Pick<Look, 'askedBy'> & { since: Date },
): Promise<Seen> {
  const { since } = asked;
  const channel = await ctx.stores.channels.findChannel(delivery.channelId);
  if (channel === null) return null;
  const now = ctx.clock.now();
  const { marginMs } = ctx.readBackRules;
  const answer = await readChannel(ctx, channel, since, true);
  if (answer.kind !== 'read') {
    const why = answer.kind === 'failed' ? { reason: answer.reason, code: answer.code } : {};
    const look = lookOf(ctx, delivery, { ...asked, verdict: answer.kind, ...why }, false);
    await ctx.stores.readBack.insertLooks([look]);
    return null;
  }
  const { posts, complete } = answer;
  const owners = await ctx.stores.deliveries.listOwnersOf([channel.id], posts.flatMap(idsOf));
  const taken = new Set(
    owners.filter((one) => one.id !== delivery.id).map((one) => one.platformPostId),
  );
  const window = { from: since, to: new Date(now.getTime() + marginMs) };
  const match = matchSeen(payload, posts, taken, window, replyTo);
  const shown =
    match.kind === 'found'
      ? [match.seen]
      : match.kind === 'ambiguous'
        ? match.candidates
        : match.near;
  const look = lookOf(
    ctx,
    delivery,
    {
      ...asked,
      verdict: match.kind,
      postsSeen: posts.length,
      complete,
      candidates: shown,
    },
    false,
  );
  await ctx.stores.readBack.insertLooks([look]);
  const isAnothers = matchSeen(payload, posts, new Set(), window, replyTo).kind !== 'not-found';
  return { match, isAnothers };
}
