import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Look, ReadBackPlan, SeenPost } from '../../domain/deliveries/read-back.ts';
import { comparableText } from '../../domain/deliveries/read-back-match.ts';
import { sampleDueAt } from '../../domain/audience/sample-schedule.ts';
import type { NoticeKind } from '../../domain/notices/notice.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { AuditAction } from '../../domain/records/audit.ts';
import { isWhole, postIdsOf, withPart } from '../../domain/deliveries/thread.ts';
import type { Thread, ThreadPart } from '../../domain/deliveries/delivery.ts';
import { sha256 } from '../../lib/hashing.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';

/** A delivery to be looked for, with its plan so far. */
export type DueLook = { delivery: Delivery; plan: ReadBackPlan };

/** What one look was and what it saw. */
export type LookFacts = Pick<Look, 'askedBy' | 'since' | 'verdict'> &
  Partial<Pick<Look, 'postsSeen' | 'complete' | 'reason' | 'code'>> & { candidates?: SeenPost[] };

/** What people were told that a settled delivery makes untrue. */
export const SETTLED_BY_FINDING: readonly NoticeKind[] = [
  'delivery-unknown',
  'delivery-not-found',
  'delivery-resend-asked',
];
const CANDIDATES_KEPT = 5;

/** The evidence row of one look. */
export function lookOf(
  ctx: ActionContext,
  delivery: Pick<Delivery, 'id' | 'channelId'>,
  { candidates = [], ...facts }: LookFacts,
  last: boolean,
): Look {
  return {
    id: newId(),
    deliveryId: delivery.id,
    channelId: delivery.channelId,
    at: ctx.clock.now(),
    postsSeen: null,
    complete: null,
    reason: null,
    code: null,
    ...facts,
    last,
    candidates: candidates.slice(0, CANDIDATES_KEPT).map((post) => ({
      platformPostId: post.platformPostId,
      permalink: post.permalink,
      createdAt: post.createdAt,
      textSha256: sha256(comparableText(post.text)),
      mediaCount: post.mediaCount,
    })),
    worker: ctx.processName,
  };
}

/** Keeps a look that settled nothing; after the last one people are told, and nothing is sent. */
export async function writeLook(
  ctx: ActionContext,
  { delivery, plan }: DueLook,
  next: ReadBackPlan,
  facts: LookFacts,
): Promise<void> {
  const last = next.nextAt === null;
  // A look out of turn after the last one is no news.
  const isNews = last && plan.nextAt !== null;
  const look = lookOf(ctx, delivery, facts, last);
  const kind = delivery.state === 'unknown' ? 'delivery-not-found' : 'delivery-not-seen';
  const notices = isNews ? await noticesAbout(ctx, delivery, kind, '') : [];
  const entry = auditEntry(ctx, theDesk, {
    action: 'delivery.not-found',
    objectType: 'delivery',
    objectId: delivery.id,
    unitId: delivery.unitId,
    detail: { postId: delivery.postId, verdict: facts.verdict, looks: next.looks },
  });
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.readBack.savePlan(next, tx);
    await ctx.stores.readBack.insertLooks([look], tx);
    if (!isNews) return;
    await ctx.stores.audit.insertEntries([entry], tx);
    await ctx.stores.notices.insertNotices(notices, tx);
  });
}

/** Keeps what was found: a sent post is seen, an unknown one was sent. */
export async function writeFound(
  ctx: ActionContext,
  delivery: Delivery,
  plan: ReadBackPlan,
  seen: SeenPost,
  facts: LookFacts,
): Promise<void> {
  const done = { ...plan, looks: plan.looks + 1, failures: 0, nextAt: null };
  const look = lookOf(ctx, delivery, { ...facts, candidates: [seen] }, true);
  if (delivery.state === 'sent') {
    const permalink = delivery.permalink === null ? seen.permalink : null;
    await ctx.inTransaction(async (tx) => {
      await ctx.stores.deliveries.markSeen(delivery.id, look.at, permalink, tx);
      await ctx.stores.readBack.savePlan(done, tx);
      await ctx.stores.readBack.insertLooks([look], tx);
    });
    return;
  }
  await settleAsSent(ctx, delivery, {
    ...foundParts(delivery, seen),
    seenAt: look.at,
    by: theDesk,
    action: 'delivery.found',
    look,
  });
}

/** What is known to be out once a post was found: of a thread every part up to that one. */
function foundParts(
  { thread }: Pick<Delivery, 'thread'>,
  { platformPostId, permalink, createdAt }: SeenPost,
): Pick<SettledAsSent, 'platformPostId' | 'permalink' | 'publishedAt' | 'thread'> {
  const part = { platformPostId, permalink, sentAt: createdAt };
  return partsToSettle(part, thread === undefined ? null : withPart(thread, part));
}

/** A delivery is known by its post, and a thread by its first part. */
export function partsToSettle(
  part: ThreadPart,
  thread: Thread | null,
): Pick<SettledAsSent, 'platformPostId' | 'permalink' | 'publishedAt' | 'thread'> {
  const head = thread?.parts[0] ?? part;
  return {
    platformPostId: head.platformPostId,
    permalink: head.permalink,
    publishedAt: head.sentAt,
    thread,
  };
}

export type SettledAsSent = {
  platformPostId: string;
  permalink: string | null;
  publishedAt: Date;
  /** The parts of a thread that are out by now; null when the delivery is no thread. */
  thread: Thread | null;
  /** When the post was seen on the platform; null when only a person says so. */
  seenAt: Date | null;
  by: Actor | typeof theDesk;
  action: Extract<AuditAction, 'delivery.found' | 'delivery.marked-sent'>;
  look: Look;
};

/**
 * Moves a delivery to `sent` with its evidence, opens its samples and takes back what people were
 * told. A thread with parts left goes on with the next one instead. False when it moved on meanwhile, or the post turned out to be another delivery's. Called
 * under the lease of the channel.
 */
export async function settleAsSent(
  ctx: ActionContext,
  delivery: Delivery,
  settled: SettledAsSent,
): Promise<boolean> {
  const { platformPostId, permalink, publishedAt, thread, seenAt, by, look } = settled;
  const at = look.at;
  const ids = postIdsOf({ platformPostId, ...(thread === null ? {} : { thread }) });
  const goesOn = thread !== null && !isWhole(thread);
  const { id, postId, unitId, channelId, platform, language } = delivery;
  const good = await noticesAbout(ctx, delivery, 'delivery-found', '');
  const entry = auditEntry(ctx, by, {
    action: settled.action,
    objectType: 'delivery',
    objectId: id,
    unitId,
    after: delivery.payloadSha256,
    detail: {
      postId,
      from: delivery.state,
      reason: delivery.reason,
      // What is out is told as it is, also under a hold; the record says that there was one.
      underHold: delivery.heldBy,
      platformPostId: thread?.parts.at(-1)?.platformPostId ?? platformPostId,
      permalink: thread?.parts.at(-1)?.permalink ?? permalink,
      ...(thread === null ? {} : { part: thread.parts.length, parts: thread.count }),
    },
  });
  return ctx.inTransaction(async (tx) => {
    const owners = await ctx.stores.deliveries.listOwnersOf([channelId], ids, tx);
    if (owners.some((owner) => owner.id !== id)) return false;
    const whole = {
      platformPostId,
      permalink,
      sentAt: publishedAt,
      seenAt,
      settledBy: by.personId,
      heldBy: null,
      holdIds: [],
    };
    const change = {
      reason: null,
      ...(goesOn ? {} : whole),
      ...(thread === null ? {} : { thread }),
    };
    const to = goesOn ? ('planned' as const) : ('sent' as const);
    const move = { id, from: delivery.state, to, at, change };
    if (!(await ctx.stores.deliveries.moveDelivery(move, tx))) return false;
    await ctx.stores.readBack.insertLooks([look], tx);
    await ctx.stores.audit.insertEntries([entry], tx);
    const sample = { deliveryId: id, postId, unitId, channelId, platform, language };
    const measured = {
      ...sample,
      platformPostId,
      publishedAt,
      nextSampleAt: sampleDueAt(publishedAt, 1),
    };
    await ctx.stores.samples.openSamples(goesOn ? [] : [measured], tx);
    const told = await ctx.stores.notices.settleOfDelivery(id, SETTLED_BY_FINDING, at, tx);
    // Whoever had the bad news by e-mail gets the good one too.
    await ctx.stores.notices.insertNotices(
      good.filter((notice) => told.includes(notice.personId) && notice.personId !== by.personId),
      tx,
    );
    return true;
  });
}
