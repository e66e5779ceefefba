import { refuse } from '../../domain/decision.ts';
import { passwordProblem } from '../../domain/people/password-rule.ts';
import type { PasswordProblem } from '../../domain/people/password-rule.ts';
import type { Actor } from '../../domain/people/person.ts';
import { hashPassword, verifyPassword } from '../../lib/passwords.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type ChangePasswordRefusal = 'wrong-password' | 'same-password' | PasswordProblem;

/** Gives the actor a new password of their own, once they have shown that they know the old one. */
export async function changePassword(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'source' | 'inTransaction'>,
  request: { actor: Actor; current: string; wanted: string },
): Promise<{ ok: true } | { ok: false; reason: ChangePasswordRefusal }> {
  const { actor, current, wanted } = request;
  const stored = await ctx.stores.people.findOwnPasswordHash(actor.personId);
  if (stored === null || !(await verifyPassword(stored, current))) return refuse('wrong-password');
  const problem = passwordProblem(wanted);
  if (problem !== null) return refuse(problem);
  if (await verifyPassword(stored, wanted)) return refuse('same-password');
  const hash = await hashPassword(wanted);
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.people.savePasswordHash(actor.personId, hash, tx);
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'person.password-changed',
          objectType: 'person',
          objectId: actor.personId,
          unitId: actor.grants[0]?.unitId ?? null,
        }),
      ],
      tx,
    );
  });
  return { ok: true };
}
