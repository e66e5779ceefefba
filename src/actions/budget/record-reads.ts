import type { Credentials } from '../../clients/platform.ts';
import { monthOf } from '../../domain/budget/budget.ts';
import { priceAt } from '../../domain/budget/price.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { ActionContext } from '../context.ts';

/** Counts what reading posts costs, beside the posts' own money. */
export async function recordReads(
  ctx: ActionContext,
  reading: {
    platform: PlatformId;
    credentials: Credentials;
    kind: 'readBack' | 'figures';
    platformPostIds: readonly string[];
  },
): Promise<void> {
  const now = ctx.clock.now();
  const price = priceAt(ctx.prices, reading.platform, now);
  if (price === null) return;
  const app = ctx.platforms[reading.platform].payingApp(reading.credentials);
  if (app === null) return;
  const month = monthOf(now);
  await ctx.stores.spend.openMonth(app, month);
  await ctx.stores.spend.addReads({
    app,
    month,
    day: now.toISOString().slice(0, 10),
    kind: reading.kind,
    platformPostIds: reading.platformPostIds,
    microsEach: price.read,
    real: ctx.clock.real(),
  });
}
