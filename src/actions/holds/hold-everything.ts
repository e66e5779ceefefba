import { refuse } from '../../domain/decision.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type HoldRefusal = 'forbidden' | 'reason-missing' | 'already-held' | 'not-in-force';

/** Stops everything that has not begun to go out, from this moment on, for everyone. */
export async function startHold(
  ctx: ActionContext,
  request: { actor: Actor; reason: string },
): Promise<{ ok: true; hold: Hold } | { ok: false; reason: HoldRefusal }> {
  const { actor } = request;
  const reason = request.reason.trim();
  if (!canAnywhere(actor, 'hold.start')) return refuse('forbidden');
  if (reason === '') return refuse('reason-missing');
  return ctx.inTransaction(async (tx) => {
    const inForce = await ctx.stores.holds.listHoldsInForce(tx);
    if (inForce.some((hold) => hold.scope.kind === 'everything')) return refuse('already-held');
    const hold: Hold = {
      id: newId(),
      scope: { kind: 'everything' },
      reason,
      startedBy: actor.personId,
      startedByName: actor.name,
      startedAt: ctx.clock.now(),
      endedBy: null,
      endedAt: null,
    };
    await ctx.stores.holds.insertHold(hold, tx);
    const stamped = await ctx.stores.deliveries.stampHold(hold.id, {}, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'hold.started',
          objectType: 'hold',
          objectId: hold.id,
          unitId: null,
          detail: { reason, deliveries: stamped },
        }),
      ],
      tx,
    );
    return { ok: true, hold };
  });
}

/**
 * Ends a hold. Nothing fires: what came due meanwhile waits for a person, delivery by delivery;
 * only what is due later goes its way.
 */
export async function endHold(
  ctx: ActionContext,
  request: { actor: Actor; holdId: string },
): Promise<{ ok: true } | { ok: false; reason: HoldRefusal }> {
  const { actor, holdId } = request;
  if (!canAnywhere(actor, 'hold.end')) return refuse('forbidden');
  const now = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const ended = await ctx.stores.holds.endHold(holdId, actor.personId, now, tx);
    if (!ended) return refuse('not-in-force');
    await ctx.stores.deliveries.waitForPerson(holdId, now, tx);
    await ctx.stores.deliveries.clearHold(holdId, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'hold.ended',
          objectType: 'hold',
          objectId: holdId,
          unitId: null,
        }),
      ],
      tx,
    );
    return { ok: true };
  });
}
