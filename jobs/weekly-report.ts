import { sendDueReport } from '../src/actions/reports/send-weekly-report.ts';
import type { Context } from '../src/context.ts';

/** Sends the weekly report once it is due; a week and recipient that has its mail is left alone. */
export function weeklyReportJob(ctx: Context): () => Promise<void> {
  return async () => {
    const sent = await sendDueReport(ctx);
    if (sent > 0) ctx.log.info({ mails: sent }, 'the weekly report was sent');
  };
}
