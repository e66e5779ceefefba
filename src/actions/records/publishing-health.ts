import { judgePublishing } from '../../domain/deliveries/publishing-health.ts';
import { clockOffset } from '../../domain/deliveries/worker-clock.ts';
import type { PublishingTrouble } from '../../domain/deliveries/publishing-health.ts';
import type { ActionContext } from '../context.ts';

/** A worker that gave no sign for this long is counted as gone. */
export const WORKER_SILENCE_MS = 15_000;
const LATE_QUEUE_MS = 60_000;

/** What is wrong with publishing right now, as codes; empty when all is well. */
export async function publishingTrouble(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
): Promise<PublishingTrouble[]> {
  const real = ctx.clock.real();
  const lateBefore = new Date(ctx.clock.now().getTime() - LATE_QUEUE_MS);
  const [workers, overdue, offsetMs] = await Promise.all([
    ctx.stores.desk.listWorkers(new Date(real.getTime() - WORKER_SILENCE_MS)),
    ctx.stores.deliveries.countOverdue(lateBefore),
    ownOffset(ctx),
  ]);
  return judgePublishing({
    workers: workers.length,
    overdue,
    clockOffsetsMs: [offsetMs, ...workers.map((worker) => worker.clockOffsetMs ?? null)],
  });
}

async function ownOffset(ctx: Pick<ActionContext, 'stores' | 'clock'>): Promise<number | null> {
  const askedAt = ctx.clock.real();
  const serverTime = await ctx.stores.desk.readServerTime();
  if (serverTime === null) return null;
  return clockOffset({ askedAt, serverTime, answeredAt: ctx.clock.real() });
}
