import { checkPausedApps } from '../src/actions/budget/check-paused-apps.ts';
import { resumeBudget } from '../src/actions/budget/resume-budget.ts';
import { tidySpend } from '../src/actions/budget/tidy-spend.ts';
import type { Context } from '../src/context.ts';

/** Lets go on what waited for money once there is some, and settles money nobody looks after. */
export function keepBudgetJob(ctx: Context): () => Promise<void> {
  return async () => {
    await checkPausedApps(ctx);
    const resumed = await resumeBudget(ctx);
    if (resumed > 0) ctx.log.info({ deliveries: resumed }, 'what waited for money goes on');
    await tidySpend(ctx);
  };
}
