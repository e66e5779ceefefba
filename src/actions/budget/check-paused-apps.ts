import type { Channel } from '../../domain/channels/channel.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { listApps } from './apps.ts';
import { resumeBudget } from './resume-budget.ts';

const CHECK_EVERY_MS = 24 * 3_600_000;

/**
 * Asks the platform once a day whether a stopped application works again: one reading of one of its
 * accounts. Returns how many do.
 */
export async function checkPausedApps(ctx: ActionContext): Promise<number> {
  const now = ctx.clock.now();
  const due = (await ctx.stores.spend.listBudgets()).filter(
    ({ pausedAt, checkedAt }) =>
      pausedAt !== null && now.getTime() - (checkedAt ?? pausedAt).getTime() >= CHECK_EVERY_MS,
  );
  if (due.length === 0) return 0;
  const apps = await listApps(ctx);
  let working = 0;
  for (const { app } of due) {
    await ctx.stores.spend.markChecked(app, now);
    const channel = apps.get(app)?.find((one) => one.state === 'connected');
    if (channel === undefined || !(await answers(ctx, channel))) continue;
    if (await resume(ctx, app)) working += 1;
  }
  if (working > 0) await resumeBudget(ctx);
  return working;
}

async function answers(ctx: ActionContext, channel: Channel): Promise<boolean> {
  const credentials = await freshCredentials(ctx, channel);
  if (credentials === null) return false;
  const answer = await ctx.platforms[channel.platform].readIdentity({
    accountId: channel.accountId,
    credentials,
  });
  return answer.kind === 'read';
}

function resume(ctx: ActionContext, app: string): Promise<boolean> {
  return ctx.inTransaction(async (tx) => {
    if (!(await ctx.stores.spend.endPause(app, tx))) return false;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'budget.resumed',
          objectType: 'budget',
          objectId: app,
          unitId: null,
        }),
      ],
      tx,
    );
    return true;
  });
}
