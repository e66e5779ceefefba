import type { DeskEvent } from '../../domain/events/event.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';

/** What a change of an event writes beside the event itself, in the same transaction. */
export type EventChange = { event: DeskEvent; entries: AuditEntry[]; notices: Notice[] };

export type EventRefused<Reason extends string> = { ok: false; reason: Reason | 'not-found' };

/**
 * Loads an event that the actor may see, lets `step` decide, and saves over the version the
 * decision was made on. Two changes at once come one after the other: the second one decides anew.
 */
export async function changeEvent<Reason extends string>(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor },
  step: (
    event: DeskEvent,
    tx: Tx,
  ) => Promise<{ ok: true; value: EventChange } | { ok: false; reason: Reason }>,
): Promise<{ ok: true; event: DeskEvent } | EventRefused<Reason | 'stale'>> {
  const scope = scopeOf(request.actor, 'event.read');
  return ctx.inTransaction(async (tx) => {
    const event = await ctx.stores.events.findEvent(request.eventId, scope, tx);
    if (event === null) return { ok: false, reason: 'not-found' };
    const decided = await step(event, tx);
    if (!decided.ok) return decided;
    const { event: changed, entries, notices } = decided.value;
    const saved = await ctx.stores.events.saveEvent(changed, tx);
    if (!saved) return { ok: false, reason: 'stale' };
    await ctx.stores.audit.insertEntries(entries, tx);
    await ctx.stores.notices.insertNotices(notices, tx);
    return { ok: true, event: { ...changed, version: event.version + 1 } };
  });
}
