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
  | 'nothing-to-withdraw'
  | 'not-droppable';

type Step = { state: PostState };

/** Saving is allowed while the post is with its authors and nobody saved in between. */
export function decideSave(
  post: Post,
  actor: Actor,
  revision: number,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.write', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'draft' && post.state !== 'returned') return refuse('not-editable');
  return allow({ state: post.state });
}

/** A draft or a returned post may be submitted at the revision the author saw. */
export function decideSubmission(
  post: Post,
  actor: Actor,
  revision: number,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.submit', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'draft' && post.state !== 'returned') return refuse('not-submittable');
  return allow({ state: 'submitted' });
}

/** A reviewer returns a submitted post, and must say why. */
export function decideReturn(
  post: Post,
  actor: Actor,
  revision: number,
  reason: string,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.return', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'submitted') return refuse('not-submitted');
  if (reason.trim() === '') return refuse('reason-missing');
  return allow({ state: 'returned' });
}

/**
 * Withdrawal takes a submitted or approved post back to a draft; what has not gone out is
 * cancelled with it, what has gone out stays.
 */
export function decideWithdrawal(
  post: Post,
  actor: Actor,
  revision: number,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.withdraw', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'submitted' && post.state !== 'approved') return refuse('nothing-to-withdraw');
  return allow({ state: 'draft' });
}

/** A post that nobody is deciding on may be dropped; its record stays. */
export function decideDrop(
  post: Post,
  actor: Actor,
  revision: number,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.drop', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'draft' && post.state !== 'returned') return refuse('not-droppable');
  return allow({ state: 'dropped' });
}

/** A dropped post can be taken up again as a draft: dropping is never final. */
export function decideRestore(
  post: Post,
  actor: Actor,
  revision: number,
): Decision<Step, PostRefusal> {
  const blocked = firstRefusal(post, actor, 'post.drop', revision);
  if (blocked !== null) return refuse(blocked);
  if (post.state !== 'dropped') return refuse('not-editable');
  return allow({ state: 'draft' });
}

function firstRefusal(
  post: Post,
  actor: Actor,
  permission: Permission,
  revision: number,
): 'forbidden' | 'stale-revision' | null {
  if (!can(actor, permission, post.unitId)) return 'forbidden';
  return post.revision === revision ? null : 'stale-revision';
}
