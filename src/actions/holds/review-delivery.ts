import { refuse } from '../../domain/decision.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideNewTime, decideTakeBack, isInReview } from '../../domain/holds/review.ts';
import type { ReviewRefusal } from '../../domain/holds/review.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { releaseDelivery } from '../deliveries/release-delivery.ts';
import type { ReleaseRefusal } from '../deliveries/release-delivery.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { askForNewTime } from './ask-for-new-time.ts';
import { noticesToAuthors } from './hold-notices.ts';

/** What a reviewer may decide about a delivery that a hold kept back. */
export type Review = { do: 'confirm' } | { do: 'move'; at: Date } | { do: 'withdraw' };

export type ReviewDeliveryRefusal =
  | ReviewRefusal
  | ReleaseRefusal
  /** A new time outside the approved window is a new text to approve: only authors can ask. */
  | 'needs-author'
  | 'post-changed';

/** `draft`: approval has to be asked again, and something is to be mended in the post first. */
export type ReviewOutcome =
  | { ok: true; became: 'planned'; dueAt: Date }
  | { ok: true; became: 'withdrawn' | 'submitted' | 'draft' }
  | { ok: false; reason: ReviewDeliveryRefusal };

/**
 * Takes one decision of a review list: the delivery keeps its time, gets a new one, or is taken
 * back. A new time outside the window that was approved asks for approval again.
 */
export async function reviewDelivery(
  ctx: ActionContext,
  request: { deliveryId: string; actor: Actor; review: Review },
): Promise<ReviewOutcome> {
  const { deliveryId, actor, review } = request;
  const scope = scopeOf(actor, 'delivery.read');
  const delivery = await ctx.stores.deliveries.findDelivery(deliveryId, scope);
  if (delivery === null) return refuse('not-found');
  if (delivery.heldBy !== null) return refuse('held');
  if (!isInReview(delivery)) return refuse('not-in-review');
  switch (review.do) {
    case 'confirm':
      return released(await releaseDelivery(ctx, { deliveryId, actor }));
    case 'move': {
      const decision = decideNewTime(delivery, actor, review.at, ctx.clock.now());
      if (!decision.ok) return refuse(decision.reason);
      if (!decision.value.needsApproval) {
        return released(await releaseDelivery(ctx, { deliveryId, actor, at: review.at }));
      }
      if (!can(actor, 'post.write', delivery.unitId)) return refuse('needs-author');
      return askForNewTime(ctx, actor, delivery, review.at);
    }
    case 'withdraw':
      return takeBack(ctx, actor, delivery);
  }
}

function released(outcome: Awaited<ReturnType<typeof releaseDelivery>>): ReviewOutcome {
  return outcome.ok ? { ok: true, became: 'planned', dueAt: outcome.dueAt } : outcome;
}

/** One delivery of a post is taken back; the post itself and its other deliveries stay. */
async function takeBack(
  ctx: ActionContext,
  actor: Actor,
  delivery: Delivery,
): Promise<ReviewOutcome> {
  const decision = decideTakeBack(delivery, actor);
  if (!decision.ok) return refuse(decision.reason);
  const at = ctx.clock.now();
  const except = [actor.personId];
  const by = { by: actor.name };
  const notices = await noticesToAuthors(ctx, [delivery], 'delivery-withdrawn', by, except);
  return ctx.inTransaction(async (tx): Promise<ReviewOutcome> => {
    const moved = await ctx.stores.deliveries.moveDelivery(
      {
        id: delivery.id,
        from: 'waiting',
        to: 'cancelled',
        at,
        change: { reason: 'person', settledBy: actor.personId },
      },
      tx,
    );
    if (!moved) return refuse('not-in-review');
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'delivery.cancelled',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, from: 'waiting', reason: 'hold' },
        }),
      ],
      tx,
    );
    const told = ['delivery-held', 'delivery-review'] as const;
    await ctx.stores.notices.settleOfDelivery(delivery.id, told, at, tx);
    await ctx.stores.notices.insertNotices(notices.get(delivery.id) ?? [], tx);
    return { ok: true, became: 'withdrawn' };
  });
}
