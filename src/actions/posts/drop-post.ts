import { allow } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import { decideDrop, decideRestore } from '../../domain/posts/decide.ts';
import type { PostRefusal } from '../../domain/posts/decide.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changePost } from './change-post.ts';
import type { Refused } from './change-post.ts';

type Request = { postId: string; actor: Actor; revision: number };

/** Puts a draft or returned post aside; its record stays and it can be taken up again. */
export async function dropPost(
  ctx: ActionContext,
  request: Request,
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  return moveAside(ctx, request, decideDrop, 'post.dropped');
}

/** Takes a dropped post up again as a draft. */
export async function restorePost(
  ctx: ActionContext,
  request: Request,
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  return moveAside(ctx, request, decideRestore, 'post.restored');
}

function moveAside(
  ctx: ActionContext,
  request: Request,
  decide: typeof decideDrop,
  action: 'post.dropped' | 'post.restored',
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  return changePost<PostRefusal>(ctx, request, (post) => {
    const decision = decide(post, request.actor, request.revision);
    if (!decision.ok) return Promise.resolve(decision);
    const now = ctx.clock.now();
    return Promise.resolve(
      allow({
        post: { ...post, state: decision.value.state, stateSince: now, updatedAt: now },
        entries: [
          auditEntry(ctx, request.actor, {
            action,
            objectType: 'post',
            objectId: post.id,
            unitId: post.unitId,
            detail: { revision: post.revision },
          }),
        ],
        notices: [],
      }),
    );
  });
}
