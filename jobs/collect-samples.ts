import { collectSamples } from '../src/actions/audience/collect-samples.ts';
import type { Context } from '../src/context.ts';

/** Takes the samples that are due. Two workers doing it at once write each age once all the same. */
export function collectSamplesJob(ctx: Context): () => Promise<void> {
  return async () => {
    const looked = await collectSamples(ctx);
    if (looked > 0) ctx.log.info({ deliveries: looked }, 'samples were taken');
  };
}
