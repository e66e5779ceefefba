import { readBack } from '../src/actions/deliveries/read-back.ts';
import type { Context } from '../src/context.ts';

/** Looks at the platforms for deliveries that nobody knows the end of, and for what was just sent. */
export function readBackJob(ctx: Context): () => Promise<void> {
  return async () => {
    const looked = await readBack(ctx);
    if (looked > 0) ctx.log.debug({ deliveries: looked }, 'deliveries were looked for');
  };
}
