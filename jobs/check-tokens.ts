import { checkTokens } from '../src/actions/channels/check-tokens.ts';
import type { Context } from '../src/context.ts';

/** Asks about the tokens whose daily check is due. */
export function checkTokensJob(ctx: Context): () => Promise<void> {
  return async () => {
    const checked = await checkTokens(ctx);
    if (checked > 0) ctx.log.info({ channels: checked }, 'tokens were checked');
  };
}
