import { decideChange, decideProposal } from '../../domain/language/reference/decide-change.ts';
import type {
  ChangeDecision,
  DecisionRefusal,
  ProposalRefusal,
} from '../../domain/language/reference/decide-change.ts';
import { entriesOf, keyOf } from '../../domain/language/reference/reference.ts';
import type {
  ReferenceChange,
  ReferenceEntry,
  ReferenceSet,
} from '../../domain/language/reference/reference.ts';
import type { Actor } from '../../domain/people/person.ts';
import { canonicalJson, sha256 } from '../../lib/hashing.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

/** Proposes a change of one entry; nothing changes until a second person confirms it. */
export async function proposeChange(
  ctx: ActionContext,
  request: {
    actor: Actor;
    set: ReferenceSet;
    /** Null for a new entry. */
    key: string | null;
    /** Null takes the entry out. */
    value: ReferenceEntry | null;
    reason: string;
  },
): Promise<{ ok: true; change: ReferenceChange } | { ok: false; reason: ProposalRefusal }> {
  const { actor, set, value } = request;
  const { files } = await ctx.language.sources();
  const key = request.key ?? (value === null ? '' : keyOf(set, value));
  const current = entriesOf(set, files).get(key);
  return ctx.inTransaction(async (tx) => {
    const open = await ctx.stores.language.listChanges({ set, key, state: 'proposed' }, tx);
    const decision = decideProposal({ ...request, current, open });
    if (!decision.ok) return decision;
    const change: ReferenceChange = {
      id: newId(),
      set,
      key,
      value,
      reason: request.reason.trim(),
      state: 'proposed',
      proposedBy: actor.personId,
      proposedByName: actor.name,
      proposedAt: ctx.clock.now(),
      decidedBy: null,
      decidedByName: null,
      decidedAt: null,
      n: null,
    };
    await ctx.stores.language.insertChange(change, tx);
    await ctx.stores.audit.insertEntries([entryOf(ctx, actor, change, current ?? null)], tx);
    return { ok: true, change };
  });
}

/** Confirms, refuses or takes back a proposal; what is confirmed holds on every process in seconds. */
export async function settleChange(
  ctx: ActionContext,
  request: { actor: Actor; changeId: string; decision: ChangeDecision },
): Promise<
  { ok: true; change: ReferenceChange } | { ok: false; reason: DecisionRefusal | 'not-found' }
> {
  const { actor, decision } = request;
  const { files } = await ctx.language.sources();
  const outcome = await ctx.inTransaction(async (tx) => {
    const change = await ctx.stores.language.findChange(request.changeId, tx);
    if (change === null) return { ok: false as const, reason: 'not-found' as const };
    const decided = decideChange(change, actor, decision);
    if (!decided.ok) return decided;
    const settled: ReferenceChange = {
      ...change,
      state: decision,
      decidedBy: actor.personId,
      decidedByName: actor.name,
      decidedAt: ctx.clock.now(),
      n: decision === 'confirmed' ? (await ctx.stores.language.lastConfirmed(tx)) + 1 : null,
    };
    const isFirst = await ctx.stores.language.decideChange(settled, tx);
    if (!isFirst) return { ok: false as const, reason: 'not-open' as const };
    const before = entriesOf(change.set, files).get(change.key) ?? null;
    await ctx.stores.audit.insertEntries([entryOf(ctx, actor, settled, before)], tx);
    return { ok: true as const, change: settled };
  });
  ctx.language.forget();
  return outcome;
}

function entryOf(
  ctx: ActionContext,
  actor: Actor,
  change: ReferenceChange,
  before: ReferenceEntry | null,
) {
  const hashOf = (value: ReferenceEntry | null): string | null =>
    value === null ? null : sha256(canonicalJson(value));
  return auditEntry(ctx, actor, {
    action: `lexicon.${change.state}`,
    objectType: 'lexicon',
    objectId: change.id,
    unitId: null,
    before: hashOf(before),
    after: hashOf(change.value),
    detail: { set: change.set, key: change.key },
  });
}
