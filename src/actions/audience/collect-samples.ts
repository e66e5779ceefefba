import { dueSamples, missingSample } from '../../domain/audience/sample-schedule.ts';
import type { DeliverySamples, Metrics, Sample } from '../../domain/audience/metrics.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { weekOf } from '../../domain/time/zones.ts';
import { figuresPauseUntil } from '../budget/figures-budget.ts';
import { recordReads } from '../budget/record-reads.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { rebuildRollUps } from './rebuild-roll-ups.ts';
import type { RollUp } from './rebuild-roll-ups.ts';

const BLOCK = 500;
/** Posts of one account that a platform tells the figures of in one call. */
const POSTS_PER_CALL = 100;
const RETRY_AFTER_MS = 10 * 60_000;

/**
 * Takes the samples that are due: each age of a sent delivery once. A figure that the platform
 * does not give stays missing. Returns how many deliveries were looked at.
 */
export async function collectSamples(
  ctx: ActionContext,
  rollUp: RollUp = rebuildRollUps,
): Promise<number> {
  const rows = await ctx.stores.samples.listDueSamples(ctx.clock.now(), BLOCK);
  if (rows.length === 0) return 0;
  const channels = await ctx.stores.channels.listChannels({
    ids: [...new Set(rows.map((row) => row.channelId))],
  });
  for (const channel of channels) {
    const own = rows.filter((row) => row.channelId === channel.id);
    await collectOfChannel(ctx, channel, own);
    const weeks = new Map(
      own.map((row) => weekOf(row.publishedAt)).map((week) => [week.key, week]),
    );
    await rollUp(ctx, [channel], [...weeks.values()]);
  }
  return rows.length;
}

async function collectOfChannel(
  ctx: ActionContext,
  channel: Channel,
  rows: readonly DeliverySamples[],
): Promise<void> {
  const now = ctx.clock.now();
  const plans = rows.map((row) => ({ row, plan: dueSamples(row, now) }));
  const wanted = plans
    .filter(({ plan }) => plan.take !== null)
    .map(({ row }) => row.platformPostId);
  const pausedUntil = await figuresPauseUntil(ctx, channel, wanted.length);
  const read = pausedUntil === null ? await readMetrics(ctx, channel, wanted) : null;
  for (const { row, plan } of plans) {
    const samples: Sample[] = plan.tooLate.map((age) => missingSample(age, 'too-late', now));
    let nextAt = plan.nextAt;
    if (plan.take !== null) {
      const metrics = read?.get(row.platformPostId);
      if (metrics === undefined) {
        const retryAt = pausedUntil ?? new Date(now.getTime() + RETRY_AFTER_MS);
        nextAt = soonest(retryAt, plan.nextAt);
      } else {
        samples.push(
          metrics === null
            ? missingSample(plan.take, 'not-available', now)
            : { ageHours: plan.take, takenAt: now, metrics, missing: null },
        );
      }
    }
    await ctx.stores.samples.writeSamples(row.deliveryId, samples, nextAt);
  }
}

async function readMetrics(
  ctx: ActionContext,
  channel: Channel,
  platformPostIds: readonly string[],
): Promise<Map<string, Metrics | null> | null> {
  if (platformPostIds.length === 0) return new Map();
  const credentials = await freshCredentials(ctx, channel);
  if (credentials === null) return null;
  const all = new Map<string, Metrics | null>();
  for (let start = 0; start < platformPostIds.length; start += POSTS_PER_CALL) {
    const answer = await ctx.platforms[channel.platform].readMetrics({
      accountId: channel.accountId,
      credentials,
      platformPostIds: platformPostIds.slice(start, start + POSTS_PER_CALL),
    });
    if (answer.kind === 'failed') {
      ctx.log.warn(
        { channelId: channel.id, reason: answer.reason, code: answer.code },
        'figures could not be read; they are asked for again',
      );
      continue;
    }
    for (const [id, metrics] of answer.metrics) all.set(id, metrics);
    await recordReads(ctx, {
      platform: channel.platform,
      credentials,
      kind: 'figures',
      platformPostIds: [...answer.metrics.keys()],
    });
  }
  return all;
}

function soonest(a: Date, b: Date | null): Date {
  return b !== null && b < a ? b : a;
}
