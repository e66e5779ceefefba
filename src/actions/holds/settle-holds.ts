import type { ActionContext } from '../context.ts';
import { endHoldsThatAreOver } from './end-hold.ts';
import { freeHeld } from './free-held.ts';
import { holdBackPlanned } from './hold-back.ts';
import { stampCovered } from './hold-coverage.ts';

/** A hold that was announced and is not saved after so long never will be. */
const STARTS_WITHIN_MS = 60_000;

/**
 * What the sweep does for holds: ends those whose time is over, stamps what came into the scope of
 * one since it began, makes what is planned under one wait, and finishes what a process that ended
 * halfway left: stamps of holds that are over, or were never saved.
 */
export async function settleHolds(ctx: ActionContext): Promise<void> {
  await endHoldsThatAreOver(ctx, await ctx.stores.holds.listHoldsInForce());
  const inForce = await ctx.stores.holds.listHoldsInForce();
  for (const hold of inForce) await stampCovered(ctx, hold);
  await holdBackPlanned(ctx);
  const known = new Set(inForce.map((hold) => hold.id));
  const announcedBefore = new Date(ctx.clock.now().getTime() - STARTS_WITHIN_MS);
  for (const id of await ctx.stores.deliveries.listStampedHolds()) {
    if (known.has(id)) continue;
    if (await ctx.stores.holds.isOver(id, announcedBefore)) await freeHeld(ctx, id);
  }
}
