import { allow, refuse } from '../../decision.ts';
import type { Decision } from '../../decision.ts';
import { canAnywhere } from '../../people/person.ts';
import type { Actor } from '../../people/person.ts';
import type { ReferenceChange, ReferenceEntry, ReferenceSet } from './reference.ts';

const LONGEST_REASON = 1_000;

export type ProposalRefusal =
  | 'forbidden'
  | 'reason-missing'
  | 'reason-too-long'
  | 'nothing-changed'
  | 'unknown-entry'
  | 'already-proposed';

/** Decides whether a change may be proposed: by somebody with the right, with its source, once. */
export function decideProposal(request: {
  actor: Actor;
  set: ReferenceSet;
  value: ReferenceEntry | null;
  reason: string;
  /** The entry as it stands; undefined for a new one. */
  current: ReferenceEntry | undefined;
  /** What is proposed for the same entry already. */
  open: readonly ReferenceChange[];
}): Decision<null, ProposalRefusal> {
  const { actor, value, current } = request;
  if (!canAnywhere(actor, 'lexicon.propose')) return refuse('forbidden');
  if (request.reason.trim() === '') return refuse('reason-missing');
  if (request.reason.length > LONGEST_REASON) return refuse('reason-too-long');
  if (value === null && current === undefined) return refuse('unknown-entry');
  if (value !== null && current !== undefined && isSame(value, current))
    return refuse('nothing-changed');
  if (request.open.length > 0) return refuse('already-proposed');
  return allow(null);
}

export type DecisionRefusal = 'forbidden' | 'own-proposal' | 'not-own' | 'not-open';
export type ChangeDecision = 'confirmed' | 'refused' | 'withdrawn';

/** Decides on a proposal: another person confirms or refuses it, who made it may take it back. */
export function decideChange(
  change: ReferenceChange,
  actor: Actor,
  decision: ChangeDecision,
): Decision<null, DecisionRefusal> {
  const isOwn = change.proposedBy === actor.personId;
  if (change.state !== 'proposed') return refuse('not-open');
  if (decision === 'withdrawn') return isOwn ? allow(null) : refuse('not-own');
  if (!canAnywhere(actor, 'lexicon.confirm')) return refuse('forbidden');
  return isOwn ? refuse('own-proposal') : allow(null);
}

function isSame(a: unknown, b: unknown): boolean {
  return ordered(a) === ordered(b);
}

/** The same content in the same order, whatever the order of its fields. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
