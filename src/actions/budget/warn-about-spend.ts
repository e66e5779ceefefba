import { warningOf } from '../../domain/budget/budget.ts';
import type { Budget } from '../../domain/budget/budget.ts';
import { usdOf } from '../../domain/budget/price.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { listApps, managersOf } from './apps.ts';

/**
 * Tells those who can raise the limit when 80 % of it, and when all of it, is used: each once a
 * month, and anew after the limit was changed. `refused` when a post did not fit any more.
 */
export async function warnAboutSpend(
  ctx: ActionContext,
  budget: Budget,
  month: string,
  refused: boolean,
): Promise<void> {
  const { app, capMicros } = budget;
  const spend = await ctx.stores.spend.findSpend(app, month);
  const level = warningOf(budget, spend.postMicros, refused);
  if (level === null || capMicros === null) return;
  const people = await managersOf(ctx, (await listApps(ctx)).get(app) ?? []);
  const notices = composeNotices(
    ctx,
    people.map((person) => person.id),
    {
      kind: level === 100 ? 'budget-used-up' : 'budget-warning',
      parameters: { app, month, spent: usdOf(spend.postMicros), cap: usdOf(capMicros) },
    },
  );
  await ctx.inTransaction(async (tx) => {
    const isFirst = await ctx.stores.spend.claimWarning(app, month, level, tx);
    if (isFirst) await ctx.stores.notices.insertNotices(notices, tx);
  });
}
