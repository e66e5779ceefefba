import { decideSpend, monthOf } from '../../domain/budget/budget.ts';
import type { SpendVerdict } from '../../domain/budget/budget.ts';
import { costOf, linkFactor, priceAt } from '../../domain/budget/price.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { partsOf, payloadFor } from '../../domain/deliveries/payload.ts';
import type { Content } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';
import { payingAppOf } from './paying-app.ts';

/** What a post will cost, and whether there is money for it this month. */
export type Forecast = {
  micros: number;
  /** How many times as much the link makes it cost; null without a link. */
  linkFactor: number | null;
  /** What the applications that pay for it have spent this month, and may. */
  apps: { spentMicros: number; capMicros: number | null; verdict: SpendVerdict }[];
};

/** Forecasts what a post costs on all its channels together; null when it is free. */
export async function loadForecast(
  ctx: ActionContext,
  content: Content,
  channels: readonly Channel[],
): Promise<Forecast | null> {
  const now = ctx.clock.now();
  const costs = content.targets.flatMap((target) => {
    const channel = channels.find((one) => one.id === target.channelId);
    const version = content.versions[target.language];
    if (channel === undefined || version === undefined) return [];
    const texts = partsOf(payloadFor(version, channel));
    return [{ channel, ...costOf(ctx.prices, channel.platform, texts, now) }];
  });
  const paid = costs.filter((one) => one.micros > 0);
  if (paid.length === 0) return null;
  const linked = paid.find((one) => one.hasLink);
  const price = linked === undefined ? null : priceAt(ctx.prices, linked.channel.platform, now);
  return {
    micros: paid.reduce((sum, one) => sum + one.micros, 0),
    linkFactor: price === null ? null : linkFactor(price),
    apps: await appsOf(ctx, paid),
  };
}

async function appsOf(
  ctx: ActionContext,
  paid: readonly { channel: Channel; micros: number }[],
): Promise<Forecast['apps']> {
  const month = monthOf(ctx.clock.now());
  const { spend } = ctx.stores;
  const byApp = new Map<string, { channelId: string; micros: number }>();
  for (const { channel, micros } of paid) {
    const app = await payingAppOf(ctx, channel);
    if (app === null) continue;
    const sum = (byApp.get(app)?.micros ?? 0) + micros;
    byApp.set(app, { channelId: channel.id, micros: sum });
  }
  return Promise.all(
    [...byApp].map(async ([app, wish]) => {
      const [budget, spent] = await Promise.all([
        spend.findBudget(app),
        spend.findSpend(app, month),
      ]);
      return {
        spentMicros: spent.postMicros,
        capMicros: budget.capMicros,
        verdict: decideSpend(budget, spent, wish),
      };
    }),
  );
}
