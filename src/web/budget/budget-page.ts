import type { AppCosts, Budgets } from '../../actions/budget/load-budgets.ts';
import { usdOf } from '../../domain/budget/price.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Translate } from '../../lib/i18n.ts';

export type BudgetPage = {
  month: string;
  apps: AppCard[];
  prices: {
    since: Date;
    post: number;
    withLink: number;
    read: number;
    source: string;
    date: string;
  }[];
};

export type AppCard = {
  app: string;
  name: string;
  pausedAt: Date | null;
  mayManage: boolean;
  managers: string;
  postMicros: number;
  capMicros: number | null;
  /** Part of the cap that is used, 0 to 100 and beyond. */
  usedPercent: number | null;
  tone: '' | 'waits' | 'wrong';
  readBackMicros: number;
  figuresMicros: number;
  /** What stands in the field of the cap: a plain number, or nothing. */
  capField: string;
  channels: ChannelCosts[];
  otherChannels: { count: number; micros: number };
  refusal: string | null;
};

type ChannelCosts = {
  id: string;
  name: string;
  platform: PlatformId;
  micros: number;
  shareField: string;
  shareMicros: number | null;
  figuresPausedUntil: Date | null;
};

/** What was typed into the form of one application, when it could not be taken. */
export type TypedLimits = { app: string; cap: string; shares: Record<string, string> };

export function budgetPage(
  budgets: Budgets,
  t: Translate,
  typed: TypedLimits | null = null,
): BudgetPage {
  return {
    month: budgets.month,
    apps: budgets.apps.map((costs) => appCard(costs, t, typed?.app === costs.app ? typed : null)),
    prices: budgets.prices.map((price) => ({
      since: price.from,
      post: price.post,
      withLink: price.postWithLink,
      read: price.read,
      source: price.source,
      date: price.date,
    })),
  };
}

function appCard(costs: AppCosts, t: Translate, typed: TypedLimits | null): AppCard {
  const { app, budget, spend } = costs;
  const { capMicros } = budget;
  const percent =
    capMicros === null ? null : capMicros === 0 ? 100 : (100 * spend.postMicros) / capMicros;
  const own = costs.channels.reduce((sum, { channel }) => sum + takenBy(costs, channel.id), 0);
  return {
    app,
    name: app === 'desk' ? t('budget.app.desk') : t('budget.app.own', { key: app.slice(4, 10) }),
    pausedAt: budget.pausedAt,
    mayManage: costs.mayManage,
    managers: costs.managers.join(', '),
    postMicros: spend.postMicros,
    capMicros,
    usedPercent: percent === null ? null : Math.floor(percent),
    tone: percent === null || percent < 80 ? '' : percent < 100 ? 'waits' : 'wrong',
    readBackMicros: spend.readBackMicros,
    figuresMicros: spend.figuresMicros,
    capField: typed?.cap ?? fieldOf(capMicros),
    channels: costs.channels.map(({ channel, figuresPausedUntil }) => ({
      id: channel.id,
      name: channel.name,
      platform: channel.platform,
      micros: takenBy(costs, channel.id),
      shareMicros: budget.shares[channel.id] ?? null,
      shareField: typed?.shares[channel.id] ?? fieldOf(budget.shares[channel.id] ?? null),
      figuresPausedUntil,
    })),
    otherChannels: { count: costs.otherChannels, micros: spend.postMicros - own },
    refusal: typed === null ? null : t('budget.refused.amount'),
  };
}

function takenBy({ spend }: AppCosts, channelId: string): number {
  return spend.channels[channelId] ?? 0;
}

function fieldOf(micros: number | null): string {
  return micros === null ? '' : String(usdOf(micros));
}
