import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Permission } from '../people/permission.ts';
import type { Post, PostState } from './post.ts';

export type PostRefusal =
  | 'forbidden'
  | 'stale-revision'
  | 'not-editable'
  | 'not-submittable'
  | 'not-submitted'
  | 'reason-missing'
  | 'reason-too-long'
  | 'nothing-to-withdraw'
  | 'not-droppable';

type PostDecision = Decision<{ state: PostState }, PostRefusal>;

/** A reason travels whole in every notice and in the record. */
const MOST_REASON_CHARACTERS = 4_000;

type Step = {
  permission: Permission;
  from: readonly PostState[];
  /** The refusal when the post is in another state. */
  otherwise: PostRefusal;
  /** Null leaves the post in its state. */
  to: PostState | null;
};

/** Saving is allowed while the post is with its authors and nobody saved in between. */
export function decideSave(post: Post, actor: Actor, revision: number): PostDecision {
  return decide(post, actor, revision, {
    permission: 'post.write',
    from: ['draft', 'returned'],
    otherwise: 'not-editable',
    to: null,
  });
}

/** A draft or a returned post may be submitted at the revision the author saw. */
export function decideSubmission(post: Post, actor: Actor, revision: number): PostDecision {
  return decide(post, actor, revision, {
    permission: 'post.submit',
    from: ['draft', 'returned'],
    otherwise: 'not-submittable',
    to: 'submitted',
  });
}

/** A reviewer returns a submitted post, and must say why. */
export function decideReturn(
  post: Post,
  actor: Actor,
  revision: number,
  reason: string,
): PostDecision {
  const decision = decide(post, actor, revision, {
    permission: 'post.return',
    from: ['submitted'],
    otherwise: 'not-submitted',
    to: 'returned',
  });
  if (!decision.ok) return decision;
  if (reason.trim() === '') return refuse('reason-missing');
  return reason.length > MOST_REASON_CHARACTERS ? refuse('reason-too-long') : decision;
}

/**
 * Withdrawal takes a submitted or approved post back to a draft; what has not gone out is
 * cancelled with it, what has gone out stays.
 */
export function decideWithdrawal(post: Post, actor: Actor, revision: number): PostDecision {
  return decide(post, actor, revision, {
    permission: 'post.withdraw',
    from: ['submitted', 'approved'],
    otherwise: 'nothing-to-withdraw',
    to: 'draft',
  });
}

/** A post that nobody is deciding on may be dropped; its record stays. */
export function decideDrop(post: Post, actor: Actor, revision: number): PostDecision {
  return decide(post, actor, revision, {
    permission: 'post.drop',
    from: ['draft', 'returned'],
    otherwise: 'not-droppable',
    to: 'dropped',
  });
}

/** A dropped post can be taken up again as a draft: dropping is never final. */
export function decideRestore(post: Post, actor: Actor, revision: number): PostDecision {
  return decide(post, actor, revision, {
    permission: 'post.drop',
    from: ['dropped'],
    otherwise: 'not-editable',
    to: 'draft',
  });
}

function decide(post: Post, actor: Actor, revision: number, step: Step): PostDecision {
  if (!can(actor, step.permission, post.unitId)) return refuse('forbidden');
  if (post.revision !== revision) return refuse('stale-revision');
  if (!step.from.includes(post.state)) return refuse(step.otherwise);
  return allow({ state: step.to ?? post.state });
}
