import { planOf } from '../../domain/deliveries/read-back-plan.ts';
import type { ActionContext } from '../context.ts';
import { lookAtChannel } from './read-back-channel.ts';
import { underChannelLease } from './read-back-lease.ts';
import type { DueLook } from './read-back-write.ts';

const CHANNELS_AT_ONCE = 20;
const MOST_AT_ONCE = 1000;

/**
 * Looks at the platforms for what is unknown, and once for what was sent. One reading of a channel
 * serves all its deliveries that are due, under a lease, so that two workers never read it twice.
 * A hold stops nothing here: reading sends nothing. Returns how many deliveries were looked for.
 */
export async function readBack(ctx: ActionContext): Promise<number> {
  const due = await listDueLooks(ctx);
  const queue = [...new Set(due.map((one) => one.delivery.channelId))];
  let looked = 0;
  const readNext = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      // Two statements: `looked += await …` would forget what others counted meanwhile.
      const found = await readOneChannel(ctx, id);
      looked += found;
    }
  };
  await Promise.all(Array.from({ length: Math.min(CHANNELS_AT_ONCE, queue.length) }, readNext));
  return looked;
}

async function readOneChannel(ctx: ActionContext, channelId: string): Promise<number> {
  try {
    const looked = await underChannelLease(ctx, channelId, 'at-once', async () => {
      const due = await listDueLooks(ctx, channelId);
      if (due.length > 0) await lookAtChannel(ctx, channelId, due);
      return due.length;
    });
    return looked ?? 0;
  } catch (error) {
    ctx.log.error({ err: error, channelId }, 'a channel could not be read back; it is tried again');
    return 0;
  }
}

/** When the next look for an unknown delivery is due, for walking practice time; or null. */
export async function findNextLook(ctx: ActionContext, after: Date): Promise<Date | null> {
  const looks = await listLooksToCome(ctx, after);
  const ahead = looks
    .filter((one) => one.delivery.state === 'unknown')
    .flatMap(({ plan }) => (plan.nextAt === null ? [] : [plan.nextAt.getTime()]))
    .filter((at) => at > after.getTime());
  return ahead.length === 0 ? null : new Date(Math.min(...ahead));
}

async function listDueLooks(ctx: ActionContext, channelId?: string): Promise<DueLook[]> {
  const now = ctx.clock.now();
  const looks = await listLooksToCome(ctx, now, channelId);
  return looks.filter(({ plan }) => plan.nextAt !== null && plan.nextAt <= now);
}

async function listLooksToCome(
  ctx: ActionContext,
  now: Date,
  channelId?: string,
): Promise<DueLook[]> {
  const rules = ctx.readBackRules;
  const deliveries = await ctx.stores.deliveries.listUnsettled({
    unknownUntil: now,
    sentFrom: new Date(now.getTime() - rules.giveUpMs - (rules.sentAgesMs.at(-1) ?? 0)),
    sentUntil: new Date(now.getTime() - (rules.sentAgesMs[0] ?? 0)),
    limit: MOST_AT_ONCE,
    ...(channelId === undefined ? {} : { channelId }),
  });
  if (deliveries.length === 0) return [];
  const stored = await ctx.stores.readBack.listPlans(deliveries.map((delivery) => delivery.id));
  return deliveries.map((delivery) => ({
    delivery,
    plan: planOf(
      delivery,
      stored.find((plan) => plan.deliveryId === delivery.id),
      rules,
    ),
  }));
}
