import { allow } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { decideReturn } from '../../domain/posts/decide.ts';
import type { PostRefusal } from '../../domain/posts/decide.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changePost } from './change-post.ts';
import type { Refused } from './change-post.ts';

/** Sends a submitted post back to its authors, with the reason they will read. */
export async function returnPost(
  ctx: ActionContext,
  request: { postId: string; actor: Actor; revision: number; reason: string },
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  const { actor } = request;
  return changePost<PostRefusal>(ctx, request, (post) => {
    const decision = decideReturn(post, actor, request.revision, request.reason);
    if (!decision.ok) return Promise.resolve(decision);
    const now = ctx.clock.now();
    const reason = request.reason.trim();
    return Promise.resolve(
      allow({
        post: {
          ...post,
          state: decision.value.state,
          stateSince: now,
          returnReason: reason,
          updatedAt: now,
        },
        entries: [
          auditEntry(ctx, actor, {
            action: 'post.returned',
            objectType: 'post',
            objectId: post.id,
            unitId: post.unitId,
            detail: { revision: post.revision, reason },
          }),
        ],
        notices: composeNotices(ctx, post.contributors, {
          kind: 'post-returned',
          postId: post.id,
          parameters: { title: titleOf(post.content, 'vi'), by: actor.name, reason },
        }),
      }),
    );
  });
}
