import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Target } from '../posts/content.ts';
import type { Post } from '../posts/post.ts';

export type ApprovalRefusal =
  | 'forbidden'
  | 'stale-revision'
  | 'not-submitted'
  | 'own-work'
  | 'content-changed'
  | 'nothing-to-approve'
  | 'window-over';

/** Which targets an approval covers, and when each of them is due. */
export type ApprovedPlan = { target: Target; dueAt: Date; notBefore: Date; until: Date };

/**
 * Decides an approval over the exact content the approver saw.
 * - No contributor approves (two-person rule).
 * - A target whose window is over asks for a new time.
 * - One whose time has just passed, inside its window, is due at once.
 * - `languages` narrows the approval to some versions; null covers all.
 * - A target that already went out, or may have, is locked and left out.
 */
export function decideApproval(request: {
  post: Post;
  actor: Actor;
  revision: number;
  contentSha256: string;
  languages: readonly string[] | null;
  deliveries: readonly Delivery[];
  now: Date;
}): Decision<ApprovedPlan[], ApprovalRefusal> {
  const { post, actor, now } = request;
  if (!can(actor, 'post.approve', post.unitId)) return refuse('forbidden');
  if (post.contributors.includes(actor.personId)) return refuse('own-work');
  if (post.revision !== request.revision) return refuse('stale-revision');
  if (post.contentSha256 !== request.contentSha256) return refuse('content-changed');
  if (post.state !== 'submitted' && post.state !== 'approved') return refuse('not-submitted');
  const open = openTargets(post, request.deliveries).filter(
    (target) => request.languages === null || request.languages.includes(target.language),
  );
  if (open.length === 0) return refuse('nothing-to-approve');
  const plans = open.map((target) => planOf(target, now));
  const late = plans.find((plan) => plan.until <= now);
  if (late !== undefined) return refuse('window-over', { language: late.target.language });
  return allow(plans);
}

/** The targets of a post that no delivery stands for yet. */
export function openTargets(post: Post, deliveries: readonly Delivery[]): Target[] {
  const taken = new Set(
    deliveries
      .filter((delivery) => delivery.state !== 'cancelled')
      .map((delivery) => `${delivery.channelId} ${delivery.language}`),
  );
  return post.content.targets.filter(
    (target) => !taken.has(`${target.channelId} ${target.language}`),
  );
}

function planOf(target: Target, now: Date): ApprovedPlan {
  const until = new Date(target.timing.until);
  if (target.timing.kind === 'at') {
    const at = new Date(target.timing.at);
    return { target, dueAt: at > now ? at : now, notBefore: at, until };
  }
  return { target, dueAt: now, notBefore: now, until };
}
