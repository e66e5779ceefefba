import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishingTrouble } from '../../domain/deliveries/publishing-health.ts';
import type { AuditAction, AuditEntry } from '../../domain/records/audit.ts';
import type { ActionContext } from '../context.ts';
import { publishingTrouble } from '../records/publishing-health.ts';

export type PracticeFacts = {
  now: Date;
  /** When the next delivery goes out; null when none is planned. */
  nextDue: Date | null;
  /** Where practice time is walking to, and where that walk began; null at rest. */
  walk: { from: Date; to: Date } | null;
  tour: TourFacts;
  trouble: PublishingTrouble[];
};

/** What a visitor has done of the main job so far, with the newest post made on the desk itself. */
export type TourFacts = {
  /** The post that the tour follows; null until somebody wrote one in the browser. */
  postId: string | null;
  isSubmitted: boolean;
  isApproved: boolean;
  deliveries: Delivery[];
  isMeasured: boolean;
  isReported: boolean;
};

const HOUR_MS = 3_600_000;
const LOOKED_THROUGH = 200;

const told: AuditAction[] = ['post.created', 'post.submitted', 'post.approved'];

/** Reads practice time, and how far the tour has come. */
export async function readPractice(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
): Promise<PracticeFacts> {
  const { stores } = ctx;
  const now = ctx.clock.now();
  const [{ walkingTo }, moves, acts, reports, trouble, nextDue] = await Promise.all([
    stores.desk.readPracticeTime(),
    stores.audit.listNewest(['practice.time-moved'], 1),
    stores.audit.listNewest(told, LOOKED_THROUGH),
    stores.audit.listNewest(['report.sent'], 1),
    publishingTrouble(ctx),
    stores.deliveries.findNextDue(now),
  ]);
  return {
    now,
    nextDue,
    walk: walkingTo === null ? null : { from: moves[0]?.at ?? now, to: walkingTo },
    tour: await readTour(ctx, acts, reports[0]?.at ?? null, now),
    trouble,
  };
}

async function readTour(
  ctx: Pick<ActionContext, 'stores'>,
  acts: readonly AuditEntry[],
  lastReport: Date | null,
  now: Date,
): Promise<TourFacts> {
  // What the demonstration brought along was not made in a browser.
  const inBrowser = acts.filter((entry) => entry.source === 'web');
  const postId = inBrowser.find((entry) => entry.action === 'post.created')?.objectId ?? null;
  const entryOf = (action: AuditAction): AuditEntry | undefined =>
    inBrowser.find((entry) => entry.action === action && entry.objectId === postId);
  const deliveries =
    postId === null ? [] : await ctx.stores.deliveries.listDeliveriesOfPosts([postId]);
  const sent = deliveries.flatMap((one) => (one.sentAt === null ? [] : [one.sentAt]));
  const approvedAt = entryOf('post.approved')?.at ?? null;
  return {
    postId,
    isSubmitted: entryOf('post.submitted') !== undefined,
    isApproved: approvedAt !== null,
    deliveries,
    isMeasured: sent.some((at) => now.getTime() - at.getTime() >= HOUR_MS),
    isReported: lastReport !== null && sent.length > 0 && sent.every((at) => lastReport > at),
  };
}
