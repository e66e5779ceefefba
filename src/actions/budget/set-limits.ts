import { monthOf } from '../../domain/budget/budget.ts';
import { refuse } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import { usdOf } from '../../domain/budget/price.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { listApps, mayManageApp } from './apps.ts';
import { resumeBudget } from './resume-budget.ts';

export type LimitsRefusal = 'not-found' | 'forbidden' | 'not-paused';

/** Sets what an application may cost in a month, and what single channels may take of it. */
export async function setLimits(
  ctx: ActionContext,
  request: {
    actor: Actor;
    app: string;
    capMicros: number | null;
    shares: Readonly<Record<string, number>>;
  },
): Promise<{ ok: true } | { ok: false; reason: LimitsRefusal }> {
  const { actor, app, capMicros } = request;
  const channels = (await listApps(ctx)).get(app);
  if (channels === undefined) return refuse('not-found');
  if (!mayManageApp(actor, channels)) return refuse('forbidden');
  const ids = new Set(channels.map((channel) => channel.id));
  const shares = Object.fromEntries(
    Object.entries(request.shares).filter(([channelId]) => ids.has(channelId)),
  );
  await ctx.inTransaction(async (tx) => {
    const { spend, audit } = ctx.stores;
    const before = await spend.findBudget(app, tx);
    await spend.saveLimits(app, { capMicros, shares }, tx);
    await spend.forgetWarnings(app, monthOf(ctx.clock.now()), tx);
    await audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'budget.changed',
          objectType: 'budget',
          objectId: app,
          unitId: channels[0]?.unitId ?? null,
          detail: {
            capBefore: before.capMicros === null ? null : usdOf(before.capMicros),
            cap: capMicros === null ? null : usdOf(capMicros),
            shares: Object.keys(shares).length,
          },
        }),
      ],
      tx,
    );
  });
  await resumeBudget(ctx);
  return { ok: true };
}

/** Lets a stopped application work again, once a person knows that it has credit. */
export async function endAppPause(
  ctx: ActionContext,
  request: { actor: Actor; app: string },
): Promise<{ ok: true } | { ok: false; reason: LimitsRefusal }> {
  const { actor, app } = request;
  const channels = (await listApps(ctx)).get(app);
  if (channels === undefined) return refuse('not-found');
  if (!mayManageApp(actor, channels)) return refuse('forbidden');
  const ended = await ctx.inTransaction(async (tx) => {
    if (!(await ctx.stores.spend.endPause(app, tx))) return false;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'budget.resumed',
          objectType: 'budget',
          objectId: app,
          unitId: channels[0]?.unitId ?? null,
        }),
      ],
      tx,
    );
    return true;
  });
  if (!ended) return refuse('not-paused');
  await resumeBudget(ctx);
  return { ok: true };
}
