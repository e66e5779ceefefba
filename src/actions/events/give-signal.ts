import { allow, refuse } from '../../domain/decision.ts';
import type { DeskEvent, Release, ReleaseStatement } from '../../domain/events/event.ts';
import { decideSignal, planSignal } from '../../domain/events/signal.ts';
import type { SignalEffect, SignalLine, SignalRefusal } from '../../domain/events/signal.ts';
import type { Actor } from '../../domain/people/person.ts';
import { canonicalJson } from '../../lib/hashing.ts';
import type { EventMove } from '../../stores/deliveries/delivery-events.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changeEvent } from './change-event.ts';
import type { EventRefused } from './change-event.ts';
import { findRelease } from './event-facts.ts';
import { noticesAboutEvent } from './event-notices.ts';

export type SignalOutcome =
  { ok: true; event: DeskEvent; lines: SignalLine[] } | EventRefused<SignalRefusal | 'stale'>;

/**
 * Gives the signal of an event: what was approved, is under no hold and is inside its window goes
 * out at once. `shown` are the deliveries that the person saw would go out; should another one
 * have joined them, nothing happens and the page is shown anew.
 */
export async function giveSignal(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor; shown: readonly string[] },
): Promise<SignalOutcome> {
  const { actor } = request;
  let lines: SignalLine[] = [];
  const outcome = await changeEvent<SignalRefusal>(ctx, request, async (event, tx) => {
    const decision = decideSignal(event, actor, await findRelease(ctx, event.id, tx));
    if (!decision.ok) return decision;
    lines = await linesOfSignal(ctx, event, tx);
    const going = lines.filter(({ effect }) => effect === 'goes').map(({ delivery }) => delivery);
    if (going.some((one) => !request.shown.includes(one.id))) return refuse('changed');
    const now = ctx.clock.now();
    const release = signRelease(
      ctx,
      event,
      actor,
      going.map((one) => one.id),
      now,
    );
    await ctx.stores.events.saveRelease(release, tx);
    await ctx.stores.deliveries.moveWithEvent(movesOf(lines, now), now, tx);
    return allow({
      event: { ...event, updatedAt: now },
      entries: [
        auditEntry(ctx, actor, {
          action: 'event.released',
          objectType: 'event',
          objectId: event.id,
          unitId: event.unitId,
          after: release.signature.value,
          detail: { deliveries: going.length, kept: lines.length - going.length },
        }),
        ...lines.map(({ delivery, effect }) =>
          auditEntry(ctx, actor, {
            action: effect === 'goes' ? 'delivery.released' : 'delivery.waiting',
            objectType: 'delivery',
            objectId: delivery.id,
            unitId: delivery.unitId,
            detail: { postId: delivery.postId, reason: reasonOf[effect] ?? 'release' },
          }),
        ),
      ],
      notices: await noticesAboutEvent(ctx, event, 'event-released', actor),
    });
  });
  if (!outcome.ok) return outcome;
  await wake(ctx);
  return { ok: true, event: outcome.event, lines };
}

/** What the signal would do to each delivery that waits for it: what its giver is shown. */
export async function linesOfSignal(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  event: DeskEvent,
  tx?: Tx,
): Promise<SignalLine[]> {
  const { stores } = ctx;
  const deliveries = await stores.deliveries.listDeliveriesOfEvents([event.id], tx);
  const [posts, channels, holds] = [
    await stores.posts.listPostsById([...new Set(deliveries.map((one) => one.postId))]),
    await stores.channels.listChannels({ ids: deliveries.map((one) => one.channelId) }),
    await stores.holds.listHoldsInForce(tx),
  ];
  return planSignal({ deliveries, posts, channels, holds, now: ctx.clock.now() });
}

/** Why a delivery still waits after the signal. */
const reasonOf: Record<SignalEffect, 'hold' | 'late' | null> = {
  goes: null,
  held: 'hold',
  lapsed: 'late',
};

function movesOf(lines: readonly SignalLine[], now: Date): EventMove[] {
  return lines.map(({ delivery, effect }) => ({
    id: delivery.id,
    from: { state: delivery.state, reason: delivery.reason },
    to:
      effect === 'goes'
        ? { state: 'planned', reason: null, dueAt: now }
        : { state: 'waiting', reason: reasonOf[effect], dueAt: delivery.dueAt },
  }));
}

function signRelease(
  ctx: ActionContext,
  event: DeskEvent,
  actor: Actor,
  deliveries: string[],
  now: Date,
): Release {
  const statement: ReleaseStatement = {
    schema: 'sugia.release.v1',
    eventId: event.id,
    deliveries,
    givenBy: actor.personId,
    givenAt: now.toISOString(),
  };
  const text = canonicalJson(statement);
  return {
    eventId: event.id,
    statement: text,
    signature: ctx.signer.sign(text),
    givenBy: actor.personId,
    givenByName: actor.name,
    givenAt: now,
  };
}

/** The alarm comes after the commit; should the process end here, the sweep finds what is due. */
async function wake(ctx: ActionContext): Promise<void> {
  try {
    await ctx.alarmClock.setAlarm('deliveries-due', ctx.clock.now());
  } catch (error) {
    ctx.log.warn({ err: error }, 'an alarm could not be set; the sweep will find what is due');
  }
}
