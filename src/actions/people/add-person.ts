import { passwordProblem } from '../../domain/people/password-rule.ts';
import type { PasswordProblem } from '../../domain/people/password-rule.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor, Grant, Person, ReaderLanguage } from '../../domain/people/person.ts';
import { hashPassword } from '../../lib/passwords.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import type { theDesk } from '../records/audit-entry.ts';

export type AddPersonRefusal =
  | 'forbidden'
  | 'email-invalid'
  | 'email-taken'
  | 'name-missing'
  | 'grant-missing'
  | PasswordProblem;

export type NewPerson = {
  email: string;
  name: string;
  password: string;
  language: ReaderLanguage;
  grants: Grant[];
  reportLanguages: ReaderLanguage[];
};

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * Adds somebody who signs in. Whoever adds must manage people in every unit that is granted; the
 * command line acts as the desk itself and may grant anything.
 */
export async function addPerson(
  ctx: ActionContext,
  request: { actor: Actor | typeof theDesk; person: NewPerson },
): Promise<{ ok: true; person: Person } | { ok: false; reason: AddPersonRefusal }> {
  const { actor } = request;
  const wanted = {
    ...request.person,
    email: request.person.email.trim().toLowerCase(),
    name: request.person.name.trim(),
  };
  const refusal = await refusalOf(ctx, actor, wanted);
  if (refusal !== null) return { ok: false, reason: refusal };
  const { password, ...rest } = wanted;
  const person: Person = { id: newId(), ...rest, state: 'active', createdAt: ctx.clock.real() };
  const hash = await hashPassword(password);
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.people.insertPerson(person, hash, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'person.added',
          objectType: 'person',
          objectId: person.id,
          unitId: person.grants[0]?.unitId ?? null,
          detail: { grants: grantsText(person.grants) },
        }),
      ],
      tx,
    );
  });
  return { ok: true, person };
}

async function refusalOf(
  ctx: ActionContext,
  actor: Actor | typeof theDesk,
  wanted: NewPerson,
): Promise<AddPersonRefusal | null> {
  if (wanted.grants.length === 0) return 'grant-missing';
  if (
    'grants' in actor &&
    !wanted.grants.every((grant) => can(actor, 'person.manage', grant.unitId))
  ) {
    return 'forbidden';
  }
  if (wanted.name === '') return 'name-missing';
  if (!EMAIL.test(wanted.email)) return 'email-invalid';
  const problem = passwordProblem(wanted.password);
  if (problem !== null) return problem;
  return (await ctx.stores.people.findPersonByEmail(wanted.email)) === null ? null : 'email-taken';
}

export function grantsText(grants: readonly Grant[]): string {
  return grants.map((grant) => `${grant.role}:${grant.unitId}`).join(' ');
}
