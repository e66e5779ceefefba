import { refuse } from '../../domain/decision.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { decideEnd } from '../../domain/holds/decide-hold.ts';
import type { EndRefusal } from '../../domain/holds/decide-hold.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { freeHeld } from './free-held.ts';
import { noticesOfHold } from './hold-notices.ts';
import { readScope } from './read-scope.ts';
import { unitOf } from './start-hold.ts';

/**
 * Ends a hold. Nothing fires: everything that it covered waits on its review list, delivery by
 * delivery, unless another hold still covers it. Tells how many deliveries are to be reviewed.
 */
export async function endHold(
  ctx: ActionContext,
  request: { actor: Actor; holdId: string },
): Promise<{ ok: true; toReview: number } | { ok: false; reason: EndRefusal }> {
  const hold = await ctx.stores.holds.findHold(request.holdId);
  if (hold === null) return refuse('not-in-force');
  const decision = decideEnd(hold, request.actor);
  if (!decision.ok) return refuse(decision.reason);
  return (await endIt(ctx, hold, request.actor))
    ? { ok: true, toReview: await freeHeld(ctx, hold.id) }
    : refuse('not-in-force');
}

/** Ends the holds whose planned end has come. That fires nothing either. */
export async function endHoldsThatAreOver(
  ctx: ActionContext,
  inForce: readonly Hold[],
): Promise<void> {
  const now = ctx.clock.now();
  for (const hold of inForce) {
    if (hold.until === null || hold.until > now) continue;
    if (await endIt(ctx, hold, theDesk)) await freeHeld(ctx, hold.id);
  }
}

async function endIt(
  ctx: ActionContext,
  hold: Hold,
  actor: Actor | typeof theDesk,
): Promise<boolean> {
  const [{ home }, notices] = await Promise.all([
    readScope(ctx, hold.scope),
    noticesOfHold(ctx, hold, 'hold-ended', actor.name, actor.personId),
  ]);
  return ctx.inTransaction(async (tx) => {
    const ended = await ctx.stores.holds.endHold(hold.id, actor.personId, ctx.clock.now(), tx);
    if (!ended) return false;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'hold.ended',
          objectType: 'hold',
          objectId: hold.id,
          unitId: unitOf(hold, home),
          detail: { kind: hold.kind, scope: hold.scope.kind },
        }),
      ],
      tx,
    );
    await ctx.stores.notices.insertNotices(notices, tx);
    return true;
  });
}
