import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { noticesAbout } from './delivery-notices.ts';

/**
 * Makes what is past its window wait for a person. After an outage that is much at once: each person
 * is told of all of it in one notice.
 */
export async function waitLate(ctx: ActionContext, late: readonly Delivery[]): Promise<void> {
  const told = await Promise.all(
    late.map(async (delivery) => ({
      delivery,
      notices: await noticesAbout(ctx, delivery, 'delivery-late', 'late'),
    })),
  );
  await ctx.inTransaction(async (tx) => {
    const at = ctx.clock.now();
    const moved: typeof told = [];
    for (const one of told) {
      const { id } = one.delivery;
      const change = { reason: 'late' as const };
      const move = { id, from: 'planned' as const, to: 'waiting' as const, at, change };
      if (await ctx.stores.deliveries.moveDelivery(move, tx)) moved.push(one);
    }
    await ctx.stores.audit.insertEntries(
      moved.map(({ delivery }) =>
        auditEntry(ctx, theDesk, {
          action: 'delivery.waiting',
          objectType: 'delivery',
          objectId: delivery.id,
          unitId: delivery.unitId,
          detail: { postId: delivery.postId, reason: 'late' },
        }),
      ),
      tx,
    );
    const notices = moved.flatMap((one) => one.notices);
    await ctx.stores.notices.insertNotices(groupedByPerson(ctx, notices), tx);
  });
}

function groupedByPerson(ctx: ActionContext, notices: readonly Notice[]): Notice[] {
  const byPerson = new Map<string, Notice[]>();
  for (const notice of notices) {
    byPerson.set(notice.personId, [...(byPerson.get(notice.personId) ?? []), notice]);
  }
  return [...byPerson].flatMap(([personId, own]) => {
    const [first] = own;
    if (first === undefined || own.length === 1) return own;
    const parameters = { count: own.length, title: first.parameters['title'] ?? '' };
    return composeNotices(ctx, [personId], { kind: 'deliveries-late', parameters });
  });
}
