import { dropLeftOverUploads } from '../src/actions/media/drop-left-over.ts';
import type { Context } from '../src/context.ts';

/** Removes videos whose upload broke off together with its process. */
export function dropLeftOverJob(ctx: Context): () => Promise<void> {
  return async () => {
    const dropped = await dropLeftOverUploads(ctx);
    if (dropped > 0) ctx.log.info({ dropped }, 'uploads that broke off were removed');
  };
}
