import { mailNotices } from '../src/actions/notices/mail-notices.ts';
import type { Context } from '../src/context.ts';

/** Sends the e-mails of new notices. */
export function mailNoticesJob(ctx: Context): () => Promise<void> {
  return async () => {
    await mailNotices(ctx);
  };
}
