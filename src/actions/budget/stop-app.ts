import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { listApps, managersOf } from './apps.ts';

/**
 * Stops the application whose credit a platform says is used up, for all its channels: none of them
 * makes another call in vain. Those who can let it work again are told once.
 */
export async function stopAppOf(ctx: ActionContext, delivery: Delivery, tx: Tx): Promise<void> {
  const { spend } = ctx.stores;
  const app = await spend.findAppOf({ deliveryId: delivery.id, n: delivery.attempts }, tx);
  if (app === null || !(await spend.pauseApp(app, ctx.clock.now(), tx))) return;
  const channels = (await listApps(ctx)).get(app) ?? [];
  const people = await managersOf(ctx, channels);
  await ctx.stores.audit.insertEntries(
    [
      auditEntry(ctx, theDesk, {
        action: 'budget.paused',
        objectType: 'budget',
        objectId: app,
        unitId: null,
        detail: { reason: 'credits-depleted', deliveryId: delivery.id },
      }),
    ],
    tx,
  );
  await ctx.stores.notices.insertNotices(
    composeNotices(
      ctx,
      people.map((person) => person.id),
      { kind: 'credits-used-up', parameters: { app, channels: channels.length } },
    ),
    tx,
  );
}
