import type { WorkerClock } from '../src/actions/deliveries/worker-clock.ts';
import type { Context } from '../src/context.ts';

/** Says that this worker runs, and how far its clock is off, for the health page and the band. */
export function signOfLifeJob(ctx: Context, workerClock: WorkerClock): () => Promise<void> {
  const startedAt = ctx.clock.real();
  return async () => {
    const clockOffsetMs = await workerClock.offsetMs();
    await ctx.stores.desk.signOfLife({
      worker: ctx.processName,
      startedAt,
      seenAt: new Date(ctx.clock.real().getTime() - (clockOffsetMs ?? 0)),
      clockOffsetMs,
      version: process.version,
      vaultKeys: [...ctx.secretBox.keyIds],
    });
  };
}
