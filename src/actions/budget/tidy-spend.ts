import type { ActionContext } from '../context.ts';

/** Longer than the longest lease: whoever put the money aside is done with it, or gone. */
const STALE_AFTER_MS = 10 * 60_000;
const MOST_AT_ONCE = 200;

/**
 * Settles money that was put aside by a worker that ended before its call: given back when the call
 * was never begun, spent when it was and nobody wrote what it came to. Returns how many there were.
 */
export async function tidySpend(ctx: ActionContext): Promise<number> {
  const { spend, attempts, deliveries } = ctx.stores;
  const before = new Date(ctx.clock.real().getTime() - STALE_AFTER_MS);
  const stale = await spend.listStale(before, MOST_AT_ONCE);
  for (const call of stale) {
    const [made, delivery] = await Promise.all([
      attempts.listAttempts([call.deliveryId]),
      deliveries.findDelivery(call.deliveryId),
    ]);
    const attempt = made.find((one) => one.n === call.n);
    const isBegun = (delivery?.attempts ?? 0) >= call.n;
    const isUnderWay = delivery?.state === 'claimed' || delivery?.state === 'sending';
    if (isUnderWay && (attempt?.outcome ?? null) === null) continue;
    if (isBegun && attempt?.outcome?.kind !== 'refused') await spend.spend([call]);
    else await ctx.inTransaction((tx) => spend.giveBack([call], tx));
  }
  return stale.length;
}
