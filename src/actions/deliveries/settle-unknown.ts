import { refuse } from '../../domain/decision.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { covers } from '../../domain/deliveries/hold.ts';
import { planOf } from '../../domain/deliveries/read-back-plan.ts';
import {
  decideAfterLook,
  decideDrop,
  decideResend,
  decideResendAsk,
} from '../../domain/deliveries/read-back-decide.ts';
import type { DropRefusal, ResendRefusal } from '../../domain/deliveries/read-back-decide.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { lookAtChannel } from './read-back-channel.ts';
import { underChannelLease } from './read-back-lease.ts';
import { noticesAbout } from './delivery-notices.ts';

type Request = { deliveryId: string; actor: Actor };
/** `askedAt` is the wish that was on the page, so that nobody confirms another one unseen. */
type Confirmation = Request & { askedAt: Date };
export type SettleRefusal = ResendRefusal | DropRefusal | 'not-found' | 'busy' | 'found';
type Outcome = { ok: true } | { ok: false; reason: SettleRefusal };

/** Asks that an unknown delivery be sent again; nothing is sent until a second person confirms. */
export async function askResend(ctx: ActionContext, request: Request): Promise<Outcome> {
  const { actor } = request;
  const delivery = await findIt(ctx, request);
  if (delivery === null) return refuse('not-found');
  const now = ctx.clock.now();
  const standing = await ctx.stores.readBack.findResend(delivery.id);
  const decision = decideResendAsk(delivery, actor, standing, now);
  if (!decision.ok) return decision;
  const ask = { askedBy: actor.personId, askedByName: actor.name, askedAt: now };
  const notices = await noticesAbout(ctx, delivery, 'delivery-resend-asked', '');
  return ctx.inTransaction(async (tx) => {
    if (!(await ctx.stores.readBack.askResend(delivery, ask, tx))) return refuse('already-asked');
    await ctx.stores.audit.insertEntries(
      [auditEntry(ctx, actor, entryOf(delivery, 'delivery.resend-asked'))],
      tx,
    );
    await ctx.stores.notices.insertNotices(
      notices.filter((notice) => notice.personId !== actor.personId),
      tx,
    );
    return { ok: true };
  });
}

/**
 * Sends an unknown delivery again as a new attempt, once a second person confirms it. The platform
 * is looked at once more before: what is found there by then is `sent` and stays it, and what the
 * platform may hold without showing it is not sent again yet.
 */
export async function confirmResend(ctx: ActionContext, request: Confirmation): Promise<Outcome> {
  const early = await mayResend(ctx, request);
  if (!early.ok) return early;
  const { channelId } = early.delivery;
  const outcome = await underChannelLease(ctx, channelId, 'wait', async (): Promise<Outcome> => {
    const askedAt = await lookOnceMore(ctx, early.delivery);
    const decision = await mayResend(ctx, request);
    if (decision.ok) {
      const { delivery, ask } = decision;
      const { visibilityDelayMs } = ctx.readBackRules.platforms[delivery.platform];
      const looked = decideAfterLook(delivery, { askedAt, visibilityDelayMs });
      return looked.ok ? resend(ctx, delivery, request.actor, ask) : looked;
    }
    const now = await ctx.stores.deliveries.findDelivery(early.delivery.id);
    return now?.state === 'sent' ? refuse('found') : decision;
  });
  if (outcome?.ok === true) await ctx.alarmClock.setAlarm('deliveries-due', ctx.clock.now());
  return outcome ?? refuse('busy');
}

/** Gives an unknown delivery up: it is cancelled, and its target is free for a new approval. */
export async function dropUnknown(ctx: ActionContext, request: Request): Promise<Outcome> {
  const { actor } = request;
  const found = await findIt(ctx, request);
  if (found === null) return refuse('not-found');
  const outcome = await underChannelLease(
    ctx,
    found.channelId,
    'wait',
    async (): Promise<Outcome> => {
      const delivery = await findIt(ctx, request);
      if (delivery === null) return refuse('not-found');
      const decision = decideDrop(delivery, actor);
      if (!decision.ok) return decision;
      const at = ctx.clock.now();
      const change = { reason: 'person' as const, settledBy: actor.personId };
      return ctx.inTransaction(async (tx) => {
        const move = {
          id: delivery.id,
          from: 'unknown' as const,
          to: 'cancelled' as const,
          at,
          change,
        };
        if (!(await ctx.stores.deliveries.moveDelivery(move, tx))) return refuse('not-unknown');
        await ctx.stores.audit.insertEntries(
          [auditEntry(ctx, actor, entryOf(delivery, 'delivery.cancelled'))],
          tx,
        );
        await ctx.stores.notices.settleOfDelivery(
          delivery.id,
          ['delivery-unknown', 'delivery-not-found', 'delivery-resend-asked'],
          at,
          tx,
        );
        return { ok: true };
      });
    },
  );
  return outcome ?? refuse('busy');
}

type MayResend =
  | { ok: true; delivery: Delivery; ask: { askedBy: string; askedByName: string; askedAt: Date } }
  | { ok: false; reason: SettleRefusal };

async function mayResend(ctx: ActionContext, request: Confirmation): Promise<MayResend> {
  const delivery = await findIt(ctx, request);
  if (delivery === null) return refuse('not-found');
  const [standing, holds, post, channel] = await Promise.all([
    ctx.stores.readBack.findResend(delivery.id),
    ctx.stores.holds.listHoldsInForce(),
    ctx.stores.posts.findPost(delivery.postId),
    ctx.stores.channels.findChannel(delivery.channelId),
  ]);
  const isHeld = holds.some((hold) => post === null || covers(hold, post, channel));
  const now = ctx.clock.now();
  const { actor, askedAt } = request;
  const decision = decideResend(delivery, actor, standing, { askedAt, isHeld, now });
  return decision.ok ? { ok: true, delivery, ask: decision.value } : decision;
}

async function resend(
  ctx: ActionContext,
  delivery: Delivery,
  actor: Actor,
  ask: { askedBy: string; askedByName: string; askedAt: Date },
): Promise<Outcome> {
  const at = ctx.clock.now();
  const entry = auditEntry(
    ctx,
    actor,
    entryOf(delivery, 'delivery.resend-confirmed', ask.askedByName),
  );
  return ctx.inTransaction(async (tx) => {
    if (!(await ctx.stores.readBack.takeResend(delivery.id, ask, tx))) return refuse('not-asked');
    const change = { reason: null, dueAt: at, settledBy: actor.personId };
    const move = { id: delivery.id, from: 'unknown' as const, to: 'planned' as const, at, change };
    if (!(await ctx.stores.deliveries.moveDelivery(move, tx))) return refuse('not-unknown');
    await ctx.stores.audit.insertEntries([entry], tx);
    await ctx.stores.notices.settleOfDelivery(
      delivery.id,
      ['delivery-unknown', 'delivery-not-found', 'delivery-resend-asked'],
      at,
      tx,
    );
    return { ok: true };
  });
}

/** A look out of turn, whose evidence is kept; the next one in turn is as it was planned. */
async function lookOnceMore(ctx: ActionContext, delivery: Delivery): Promise<Date | null> {
  const [stored] = await ctx.stores.readBack.listPlans([delivery.id]);
  const plan = planOf(delivery, stored, ctx.readBackRules);
  return lookAtChannel(ctx, delivery.channelId, [{ delivery, plan }], 'person');
}

function findIt(ctx: ActionContext, { deliveryId, actor }: Request): Promise<Delivery | null> {
  return ctx.stores.deliveries.findDelivery(deliveryId, scopeOf(actor, 'delivery.read'));
}

function entryOf(
  delivery: Delivery,
  action: 'delivery.resend-asked' | 'delivery.resend-confirmed' | 'delivery.cancelled',
  askedBy: string | null = null,
) {
  return {
    action,
    objectType: 'delivery' as const,
    objectId: delivery.id,
    unitId: delivery.unitId,
    before: delivery.payloadSha256,
    detail: { postId: delivery.postId, from: delivery.state, reason: delivery.reason, askedBy },
  };
}
