import { walkIfAsked } from '../src/actions/practice/walk-time.ts';
import { dueWork } from '../src/actions/practice/due-work.ts';
import type { Drain } from '../src/actions/deliveries/drain-deliveries.ts';
import type { WorkerClock } from '../src/actions/deliveries/worker-clock.ts';
import type { Context } from '../src/context.ts';

/** Walks practice time forward when somebody pressed a button; one worker at a time. */
export function walkPracticeTimeJob(
  ctx: Context,
  drain: Drain,
  workerClock: WorkerClock,
): () => Promise<void> {
  const work = dueWork(ctx, drain);
  return async () => {
    if (await workerClock.isOff()) return;
    await walkIfAsked(ctx, work);
  };
}
