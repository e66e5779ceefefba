import { decideSpend, monthOf } from '../../domain/budget/budget.ts';
import type { Budget, MonthSpend } from '../../domain/budget/budget.ts';
import { costOf } from '../../domain/budget/price.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { nextCall } from '../../domain/deliveries/thread.ts';
import type { ActionContext } from '../context.ts';
import { approvedPayload } from '../deliveries/read-back-payload.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { payingAppOf } from './paying-app.ts';

const MOST_AT_ONCE = 500;

/** What an application may still spend, as this look has given it out. */
type Purse = { budget: Budget; spend: MonthSpend };

/**
 * Lets deliveries go on that waited for money, once there is some: a limit was raised, a month
 * began, an application works again. Only inside their windows, and one after another at the pace
 * of their channels; what is past its window stays with a person. Returns how many went on.
 */
export async function resumeBudget(ctx: ActionContext): Promise<number> {
  const now = ctx.clock.now();
  const waiting = await ctx.stores.deliveries.listWaitingFor('budget', now, MOST_AT_ONCE);
  if (waiting.length === 0) return 0;
  const channels = await ctx.stores.channels.listChannels({
    ids: [...new Set(waiting.map((one) => one.channelId))],
  });
  const purses = new Map<string, Purse | null>();
  let resumed = 0;
  for (const delivery of waiting) {
    const channel = channels.find((one) => one.id === delivery.channelId);
    if (channel === undefined) continue;
    if (!purses.has(channel.id)) purses.set(channel.id, await purseOf(ctx, channel, purses));
    const micros = await costOfDelivery(ctx, delivery, channel);
    if (!takeFrom(purses.get(channel.id) ?? null, channel.id, micros)) continue;
    if (await goOn(ctx, delivery)) resumed += 1;
  }
  if (resumed > 0) await ctx.alarmClock.setAlarm('deliveries-due', now);
  return resumed;
}

/** Null when nobody has to pay; channels of one application share one purse. */
async function purseOf(
  ctx: ActionContext,
  channel: Channel,
  known: ReadonlyMap<string, Purse | null>,
): Promise<Purse | null> {
  const app = await payingAppOf(ctx, channel);
  if (app === null) return null;
  const shared = [...known.values()].find((one) => one?.budget.app === app);
  if (shared !== undefined) return shared;
  const month = monthOf(ctx.clock.now());
  const { spend } = ctx.stores;
  return { budget: await spend.findBudget(app), spend: await spend.findSpend(app, month) };
}

async function costOfDelivery(
  ctx: ActionContext,
  delivery: Delivery,
  channel: Channel,
): Promise<number> {
  const payload = await approvedPayload(ctx, delivery, channel);
  // An altered delivery costs nothing: the last check finds it and keeps it back.
  const call = payload === null ? null : nextCall(delivery, payload);
  if (call === null) return 0;
  return costOf(ctx.prices, channel.platform, call.texts, ctx.clock.now()).micros;
}

function takeFrom(purse: Purse | null, channelId: string, micros: number): boolean {
  if (purse === null) return true;
  if (decideSpend(purse.budget, purse.spend, { channelId, micros }) !== 'ok') return false;
  purse.spend = {
    ...purse.spend,
    postMicros: purse.spend.postMicros + micros,
    channels: {
      ...purse.spend.channels,
      [channelId]: (purse.spend.channels[channelId] ?? 0) + micros,
    },
  };
  return true;
}

async function goOn(ctx: ActionContext, delivery: Delivery): Promise<boolean> {
  const at = ctx.clock.now();
  const dueAt = delivery.dueAt > at ? delivery.dueAt : at;
  return ctx.inTransaction(async (tx) => {
    const moved = await ctx.stores.deliveries.moveDelivery(
      { id: delivery.id, from: 'waiting', to: 'planned', at, change: { reason: null, dueAt } },
      tx,
    );
    if (!moved) return false;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'delivery.released',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, waitedFor: 'budget' },
        }),
      ],
      tx,
    );
    return true;
  });
}
