import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { visibleHolds } from './name-holds.ts';
import type { NamedHold } from './name-holds.ts';

export type CountedHold = {
  hold: NamedHold;
  /** Deliveries that it keeps back, and those of its review that nobody decided on. */
  held: number;
  open: number;
};

export type HoldsFacts = { inForce: CountedHold[]; ended: CountedHold[] };

const MOST_ENDED = 30;

/** Lists the holds in force and those that ended lately, as far as they concern this person. */
export async function listHolds(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer'>,
  actor: Actor,
): Promise<HoldsFacts> {
  const [inForce, ended] = await Promise.all([
    ctx.stores.holds.listHoldsInForce(),
    ctx.stores.holds.listEndedHolds(MOST_ENDED),
  ]);
  const [now, past] = await Promise.all([
    visibleHolds(ctx, actor, inForce),
    visibleHolds(ctx, actor, ended),
  ]);
  const counts = await ctx.stores.deliveries.countOfHolds(
    [...now, ...past].map((hold) => hold.id),
    scopeOf(actor, 'delivery.read'),
  );
  const counted = (hold: NamedHold): CountedHold => ({
    hold,
    ...(counts.get(hold.id) ?? { held: 0, open: 0 }),
  });
  const byEnd = (a: NamedHold, b: NamedHold): number =>
    (b.endedAt?.getTime() ?? 0) - (a.endedAt?.getTime() ?? 0);
  return { inForce: now.map(counted), ended: past.sort(byEnd).map(counted) };
}
