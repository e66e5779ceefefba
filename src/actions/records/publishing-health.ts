import { judgePublishing } from '../../domain/deliveries/publishing-health.ts';
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
  const [workers, overdue, serverTime] = await Promise.all([
    ctx.stores.desk.listWorkers(new Date(real.getTime() - WORKER_SILENCE_MS)),
    ctx.stores.deliveries.countOverdue(lateBefore),
    ctx.stores.desk.readServerTime(),
  ]);
  return judgePublishing({
    workers: workers.length,
    overdue,
    clockOffsetMs: serverTime === null ? null : real.getTime() - serverTime.getTime(),
  });
}
