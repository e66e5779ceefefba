import type { Credentials } from '../../clients/platform.ts';
import { monthOf } from '../../domain/budget/budget.ts';
import type { Budget } from '../../domain/budget/budget.ts';
import { costOf } from '../../domain/budget/price.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Tx } from '../../stores/rows.ts';
import type { Reservation } from '../../stores/spend-store.ts';
import type { ActionContext } from '../context.ts';
import { warnAboutSpend } from './warn-about-spend.ts';

/** A call that is about to be made; `texts` are what it sends, and what the calls after it do. */
export type PaidCall = { delivery: Delivery; texts: readonly string[]; credentials: Credentials };

/**
 * Puts money aside for calls that are about to be made, before the first byte: what does not fit
 * into the limits of its application or channel, or whose application is stopped, is not sent; nor
 * is a thread begun, or gone on with, that would be cut short by them.
 * Returns the deliveries that must wait. Calls of free platforms cost nothing and ask nothing.
 */
export async function reserveSpend(
  ctx: ActionContext,
  calls: readonly PaidCall[],
): Promise<Set<string>> {
  const groups = new Map<string, Reservation[]>();
  for (const wish of calls.flatMap((call) => wishOf(ctx, call))) {
    groups.set(wish.app, [...(groups.get(wish.app) ?? []), wish]);
  }
  const refused = new Set<string>();
  for (const [app, group] of groups) {
    const waiting = await reserveGroup(ctx, group);
    for (const id of waiting) refused.add(id);
    if (waiting.length > 0)
      ctx.log.warn({ app, deliveries: waiting.length }, 'a budget is used up');
  }
  return refused;
}

/** Gives back what was put aside for calls that are not made after all. */
export async function giveSpendBack(
  ctx: ActionContext,
  deliveries: readonly Pick<Delivery, 'id' | 'attempts' | 'platform' | 'lease'>[],
): Promise<void> {
  const calls = deliveries
    .filter((one) => ctx.prices[one.platform].length > 0)
    .map((one) => ({
      deliveryId: one.id,
      n: one.attempts + 1,
      token: one.lease?.token ?? '',
    }));
  if (calls.length > 0) await ctx.inTransaction((tx) => ctx.stores.spend.giveBack(calls, tx));
}

/** What the platform took, or may have, is spent; a refusal costs nothing. */
export async function settleSpend(
  ctx: ActionContext,
  settled: readonly { delivery: Delivery; isRefused: boolean }[],
  tx: Tx,
): Promise<void> {
  const callsOf = (isRefused: boolean) =>
    settled
      .filter((one) => one.isRefused === isRefused && ctx.prices[one.delivery.platform].length > 0)
      .map(({ delivery }) => ({ deliveryId: delivery.id, n: delivery.attempts }));
  await ctx.stores.spend.spend(callsOf(false), tx);
  await ctx.stores.spend.giveBack(callsOf(true), tx);
}

function wishOf(ctx: ActionContext, { delivery, texts, credentials }: PaidCall): Reservation[] {
  const now = ctx.clock.now();
  const cost = (some: readonly string[]): number =>
    costOf(ctx.prices, delivery.platform, some, now).micros;
  const micros = cost(texts.slice(0, 1));
  if (micros === 0) return [];
  const app = ctx.platforms[delivery.platform].payingApp(credentials);
  if (app === null) return [];
  return [
    {
      app,
      month: monthOf(now),
      channelId: delivery.channelId,
      deliveryId: delivery.id,
      n: delivery.attempts + 1,
      micros,
      laterMicros: cost(texts.slice(1)),
      token: delivery.lease?.token ?? '',
      real: ctx.clock.real(),
    },
  ];
}

/** All at once when they fit, else one by one, so that what still fits goes out. */
async function reserveGroup(ctx: ActionContext, group: readonly Reservation[]): Promise<string[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { spend } = ctx.stores;
  await spend.openMonth(first.app, first.month);
  const budget = await spend.findBudget(first.app);
  if (budget.pausedAt !== null) return group.map((one) => one.deliveryId);
  if (await reserve(ctx, budget, group)) {
    if (budget.capMicros !== null) await warnAboutSpend(ctx, budget, first.month, false);
    return [];
  }
  const refused: string[] = [];
  for (const one of group) {
    if (group.length === 1 || !(await reserve(ctx, budget, [one]))) refused.push(one.deliveryId);
  }
  await warnAboutSpend(ctx, budget, first.month, refused.length > 0);
  return refused;
}

function reserve(
  ctx: ActionContext,
  { app }: Budget,
  wishes: readonly Reservation[],
): Promise<boolean> {
  return ctx.inTransaction(async (tx) => {
    // Read inside: a limit that was lowered meanwhile counts.
    const budget = await ctx.stores.spend.findBudget(app, tx);
    return budget.pausedAt === null && ctx.stores.spend.reserve(wishes, budget, tx);
  });
}
