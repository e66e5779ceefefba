import type { Context } from '../src/context.ts';

/** Says that this worker runs, for the health page and the band on every page. */
export function signOfLifeJob(ctx: Context): () => Promise<void> {
  const startedAt = ctx.clock.real();
  return async () => {
    await ctx.stores.desk.signOfLife({
      worker: ctx.processName,
      startedAt,
      seenAt: ctx.clock.real(),
      version: process.version,
      vaultKeys: [...ctx.secretBox.keyIds],
    });
  };
}
