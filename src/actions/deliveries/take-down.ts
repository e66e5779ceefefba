import { refuse } from '../../domain/decision.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideTakeDown, decideTakeDownAsk } from '../../domain/deliveries/take-down.ts';
import type { TakeDown } from '../../domain/deliveries/delivery.ts';
import type { TakeDownRefusal } from '../../domain/deliveries/take-down.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';

type Outcome = { ok: true } | { ok: false; reason: TakeDownRefusal | 'not-found' };

/** Asks that what is public of a delivery be removed; nothing is removed until another confirms. */
export async function askTakeDown(
  ctx: ActionContext,
  request: { deliveryId: string; actor: Actor; reason: string },
): Promise<Outcome> {
  const { actor } = request;
  const reason = request.reason.trim();
  const delivery = await findIt(ctx, request);
  if (delivery === null) return refuse('not-found');
  const decision = decideTakeDownAsk(delivery, actor, reason);
  if (!decision.ok) return decision;
  const asked: TakeDown = {
    state: 'asked',
    reason,
    askedBy: actor.personId,
    askedByName: actor.name,
    askedAt: ctx.clock.now(),
    confirmedBy: null,
    confirmedByName: null,
    confirmedAt: null,
    // What an earlier removal got done is done.
    removed: delivery.takeDown?.removed ?? [],
    failures: 0,
    fault: null,
    nextAt: null,
    lease: null,
    endedAt: null,
  };
  const notices = await noticesAbout(ctx, delivery, 'delivery-take-down-asked', '');
  return ctx.inTransaction(async (tx): Promise<Outcome> => {
    const { deliveries, audit, notices: all } = ctx.stores;
    if (!(await deliveries.askTakeDown(delivery.id, delivery.state, asked, tx)))
      return refuse('already-asked');
    await audit.insertEntries(
      [entryOf(ctx, delivery, actor, 'delivery.take-down-asked', reason)],
      tx,
    );
    await all.insertNotices(
      notices.filter((notice) => notice.personId !== actor.personId),
      tx,
    );
    return { ok: true };
  });
}

/**
 * Confirms what another person asked for: a worker then removes it. `askedAt` is the wish that was
 * on the page, so that nobody confirms another one unseen.
 */
export async function confirmTakeDown(
  ctx: ActionContext,
  request: { deliveryId: string; actor: Actor; askedAt: Date },
): Promise<Outcome> {
  const { actor } = request;
  const delivery = await findIt(ctx, request);
  if (delivery === null) return refuse('not-found');
  const decision = decideTakeDown(delivery, actor, request.askedAt);
  if (!decision.ok) return decision;
  const now = ctx.clock.now();
  const asked = decision.value;
  const going: TakeDown = {
    ...asked,
    state: 'going',
    confirmedBy: actor.personId,
    confirmedByName: actor.name,
    confirmedAt: now,
    nextAt: now,
  };
  return ctx.inTransaction(async (tx): Promise<Outcome> => {
    const { deliveries, audit, notices } = ctx.stores;
    if (!(await deliveries.beginTakeDown(delivery, asked, going, tx))) return refuse('not-asked');
    await audit.insertEntries(
      [entryOf(ctx, delivery, actor, 'delivery.take-down-confirmed', asked.reason)],
      tx,
    );
    await notices.settleOfDelivery(delivery.id, ['delivery-take-down-asked'], now, tx);
    return { ok: true };
  });
}

function findIt(
  ctx: ActionContext,
  { deliveryId, actor }: { deliveryId: string; actor: Actor },
): Promise<Delivery | null> {
  return ctx.stores.deliveries.findDelivery(deliveryId, scopeOf(actor, 'delivery.read'));
}

function entryOf(
  ctx: ActionContext,
  { id, unitId, postId, state }: Delivery,
  actor: Actor,
  action: 'delivery.take-down-asked' | 'delivery.take-down-confirmed',
  reason: string,
) {
  return auditEntry(ctx, actor, {
    action,
    objectType: 'delivery',
    objectId: id,
    unitId,
    detail: { postId, from: state, reason },
  });
}
