import { refuse } from '../../domain/decision.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { decideStart } from '../../domain/holds/decide-hold.ts';
import type { StartRefusal, WantedHold } from '../../domain/holds/decide-hold.ts';
import { usualExemptions } from '../../domain/holds/hold-rules.ts';
import type { Actor } from '../../domain/people/person.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { holdBackPlanned } from './hold-back.ts';
import { stampCovered } from './hold-coverage.ts';
import { noticesOfHold } from './hold-notices.ts';
import { readScope } from './read-scope.ts';

/** What is not said is usual: an ordinary hold over everything, with the usual topics let out. */
export type StartHoldRequest = Partial<Omit<WantedHold, 'reason'>> & {
  actor: Actor;
  reason: string;
};

/**
 * Stops everything in a scope that has not begun to go out, from this moment on, for everyone. The
 * stamps come first and the hold after them, so that no write to `sending` lies between the two;
 * what comes into the scope afterwards is stamped as it comes, and found by the sweep.
 */
export async function startHold(
  ctx: ActionContext,
  request: StartHoldRequest,
): Promise<{ ok: true; hold: Hold } | { ok: false; reason: StartRefusal }> {
  const { actor, kind = 'ordinary', until = null } = request;
  const [found, inForce] = await Promise.all([
    readScope(ctx, request.scope ?? { kind: 'everything' }),
    ctx.stores.holds.listHoldsInForce(),
  ]);
  const exempt = [...(request.exempt ?? usualExemptions(ctx.holdRules, kind, found.scope.kind))];
  const wanted = { kind, scope: found.scope, exempt, reason: request.reason, until };
  const now = ctx.clock.now();
  const decision = decideStart({ actor, wanted, home: found.home, inForce, now });
  if (!decision.ok) return refuse(decision.reason);
  const hold: Hold = {
    id: newId(),
    ...wanted,
    reason: wanted.reason.trim(),
    byUnitId: decision.value.byUnitId,
    startedBy: actor.personId,
    startedByName: actor.name,
    startedAt: now,
    endedBy: null,
    endedAt: null,
  };
  await ctx.stores.holds.announceHold(hold);
  const deliveries = await stampCovered(ctx, hold);
  await saveHold(ctx, actor, hold, found.home, deliveries);
  await stampCovered(ctx, hold);
  await holdBackPlanned(ctx);
  return { ok: true, hold };
}

async function saveHold(
  ctx: ActionContext,
  actor: Actor,
  hold: Hold,
  home: string | null,
  deliveries: number,
): Promise<void> {
  const notices = await noticesOfHold(ctx, hold, 'hold-started', actor.name, actor.personId);
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.holds.saveHold(hold, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'hold.started',
          objectType: 'hold',
          objectId: hold.id,
          unitId: unitOf(hold, home),
          detail: {
            reason: hold.reason,
            kind: hold.kind,
            scope: hold.scope.kind,
            exempt: hold.exempt.join(' '),
            until: hold.until?.toISOString() ?? null,
            deliveries,
          },
        }),
      ],
      tx,
    );
    await ctx.stores.notices.insertNotices(notices, tx);
  });
}

/** The unit in whose record a hold stands; what is nobody's alone stands in the whole ministry's. */
export function unitOf({ scope }: Pick<Hold, 'scope'>, home: string | null): string | null {
  return scope.kind === 'everything' || scope.kind === 'topic' ? null : home;
}
