import { monthOf } from '../../domain/budget/budget.ts';
import type { Budget, MonthSpend } from '../../domain/budget/budget.ts';
import { priceAt } from '../../domain/budget/price.ts';
import type { Price } from '../../domain/budget/price.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { listApps, managersOf, mayManageApp } from './apps.ts';
import { readFiguresPause } from './figures-budget.ts';

/** What one application costs, as one person may see it. */
export type AppCosts = {
  app: string;
  budget: Budget;
  spend: MonthSpend;
  /** Those of its channels that the actor may see, and how many others live on the same money. */
  channels: { channel: Channel; figuresPausedUntil: Date | null }[];
  otherChannels: number;
  mayManage: boolean;
  /** Who can raise the limit. */
  managers: string[];
};

export type Budgets = { month: string; apps: AppCosts[]; prices: Price[] };

/** What posting costs this month, for each application that pays for a channel of the actor. */
export async function loadBudgets(ctx: ActionContext, actor: Actor): Promise<Budgets> {
  const now = ctx.clock.now();
  const month = monthOf(now);
  const apps = await listApps(ctx);
  const seen = [...apps].filter(([, channels]) => channels.some((one) => mayRead(actor, one)));
  return {
    month,
    apps: await Promise.all(seen.map(([app, channels]) => costsOf(ctx, actor, app, channels))),
    prices: platformIds.flatMap((platform) => priceAt(ctx.prices, platform, now) ?? []),
  };
}

async function costsOf(
  ctx: ActionContext,
  actor: Actor,
  app: string,
  channels: readonly Channel[],
): Promise<AppCosts> {
  const { spend } = ctx.stores;
  const own = channels.filter((channel) => mayRead(actor, channel));
  const [budget, spent, managers, pauses] = await Promise.all([
    spend.findBudget(app),
    spend.findSpend(app, monthOf(ctx.clock.now())),
    managersOf(ctx, channels),
    Promise.all(own.map((channel) => readFiguresPause(ctx, channel.id))),
  ]);
  return {
    app,
    budget,
    spend: spent,
    channels: own.map((channel, index) => ({
      channel,
      figuresPausedUntil: pauses[index] ?? null,
    })),
    otherChannels: channels.length - own.length,
    mayManage: mayManageApp(actor, channels),
    managers: managers.map((person) => person.name),
  };
}

function mayRead(actor: Actor, channel: Channel): boolean {
  return can(actor, 'channel.read', channel.unitId);
}
