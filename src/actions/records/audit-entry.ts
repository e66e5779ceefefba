import type { Actor } from '../../domain/people/person.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';

type EntryFacts = Pick<AuditEntry, 'action' | 'objectType' | 'objectId' | 'unitId'> &
  Partial<Pick<AuditEntry, 'before' | 'after' | 'detail'>>;

/** The desk acting by itself: the worker, the schedule, the command line's migrations. */
export const theDesk = { personId: null, name: 'Sứ Giả' } as const;

/** The audit entry of one change, stamped with who, when and from where. */
export function auditEntry(
  ctx: Pick<ActionContext, 'clock' | 'source'>,
  actor: Pick<Actor, 'personId' | 'name'> | typeof theDesk,
  facts: EntryFacts,
  requestId: string | null = null,
): AuditEntry {
  return {
    id: newId(),
    at: ctx.clock.now(),
    actorId: actor.personId,
    actorName: actor.name,
    before: null,
    after: null,
    detail: {},
    source: ctx.source,
    requestId,
    ...facts,
  };
}
