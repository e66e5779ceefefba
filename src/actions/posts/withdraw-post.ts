import { allow } from '../../domain/decision.ts';
import { cancellableStates } from '../../domain/deliveries/transitions.ts';
import type { Actor } from '../../domain/people/person.ts';
import { decideWithdrawal } from '../../domain/posts/decide.ts';
import type { PostRefusal } from '../../domain/posts/decide.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changePost } from './change-post.ts';
import type { Refused } from './change-post.ts';

/**
 * Takes a submitted or approved post back to a draft. Its approvals are void and what has not gone
 * out is cancelled in the same transaction; what is out, or may be, stays.
 */
export async function withdrawPost(
  ctx: ActionContext,
  request: { postId: string; actor: Actor; revision: number },
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  const { actor } = request;
  return changePost<PostRefusal>(ctx, request, async (post, tx) => {
    const decision = decideWithdrawal(post, actor, request.revision);
    if (!decision.ok) return decision;
    const now = ctx.clock.now();
    await ctx.stores.approvals.voidApprovals(post.id, now, tx);
    const cancelled = await ctx.stores.deliveries.cancelOfPost(
      post.id,
      cancellableStates,
      'withdrawn',
      now,
      tx,
    );
    return allow({
      post: { ...post, state: decision.value.state, stateSince: now, updatedAt: now },
      entries: [
        auditEntry(ctx, actor, {
          action: 'post.withdrawn',
          objectType: 'post',
          objectId: post.id,
          unitId: post.unitId,
          detail: { revision: post.revision, from: post.state, cancelledDeliveries: cancelled },
        }),
      ],
      notices: [],
    });
  });
}
