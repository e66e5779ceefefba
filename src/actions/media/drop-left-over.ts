import type { ActionContext } from '../context.ts';

/** Ten signs of life that did not come. */
const SILENT_MS = 150_000;

/** Removes what an upload left whose process ended in the middle of it; how many there were. */
export function dropLeftOverUploads(ctx: Pick<ActionContext, 'clock' | 'stores'>): Promise<number> {
  const untouchedSince = new Date(ctx.clock.real().getTime() - SILENT_MS);
  return ctx.stores.incoming.dropLeftOver(untouchedSince);
}
