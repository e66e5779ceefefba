import { verifyNobody, verifyPassword } from '../../lib/passwords.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

/**
 * Checks an e-mail address and a password. An unknown address costs the same work as a wrong
 * password, and the answer does not tell which of them it was. The address itself is not recorded.
 */
export async function authenticate(
  ctx: ActionContext,
  { email, password }: { email: string; password: string },
): Promise<{ ok: true; personId: string } | { ok: false }> {
  const stored = await ctx.stores.people.findPasswordHash(email.trim());
  const right =
    stored === null ? await verifyNobody(password) : await verifyPassword(stored.hash, password);
  const person = stored === null ? null : await ctx.stores.people.findPerson(stored.personId);
  const actor = person === null ? theDesk : { personId: person.id, name: person.name };
  await ctx.stores.audit.insertEntries([
    auditEntry(ctx, actor, {
      action: right ? 'person.signed-in' : 'person.sign-in-refused',
      objectType: 'person',
      objectId: person?.id ?? 'unknown',
      unitId: person?.grants[0]?.unitId ?? null,
    }),
  ]);
  return right && person !== null ? { ok: true, personId: person.id } : { ok: false };
}
