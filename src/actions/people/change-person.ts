import { refuse } from '../../domain/decision.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor, Grant, Person, ReaderLanguage } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { grantsText } from './add-person.ts';

export type ChangePersonRefusal = 'not-found' | 'forbidden' | 'own-grants' | 'grant-missing';

export type PersonChange = {
  grants: Grant[];
  reportLanguages: ReaderLanguage[];
  state: Person['state'];
};

/**
 * Changes what somebody may do and receives, or ends their access. Nobody changes their own
 * grants, and a manager touches only people whose every grant lies in the manager's units.
 */
export async function changePerson(
  ctx: ActionContext,
  request: { actor: Actor; personId: string; change: PersonChange },
): Promise<{ ok: true; person: Person } | { ok: false; reason: ChangePersonRefusal }> {
  const { actor, change } = request;
  const person = await ctx.stores.people.findPerson(request.personId);
  if (person === null) return refuse('not-found');
  if (person.id === actor.personId) return refuse('own-grants');
  const touched = [...person.grants, ...change.grants];
  if (!touched.every((grant) => can(actor, 'person.manage', grant.unitId)))
    return refuse('forbidden');
  if (change.grants.length === 0 && change.state === 'active') return refuse('grant-missing');
  const changed: Person = { ...person, ...change };
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.people.savePerson(changed, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'person.changed',
          objectType: 'person',
          objectId: person.id,
          unitId: changed.grants[0]?.unitId ?? person.grants[0]?.unitId ?? null,
          detail: {
            before: grantsText(person.grants),
            after: grantsText(changed.grants),
            state: changed.state,
          },
        }),
      ],
      tx,
    );
  });
  return { ok: true, person: changed };
}

/** Remembers the language somebody reads the desk in. */
export async function saveReaderLanguage(
  ctx: Pick<ActionContext, 'stores'>,
  personId: string,
  language: ReaderLanguage,
): Promise<void> {
  await ctx.stores.people.saveLanguage(personId, language);
}
