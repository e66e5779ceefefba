import { allow } from '../../domain/decision.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Content } from '../../domain/posts/content.ts';
import { decideSave } from '../../domain/posts/decide.ts';
import type { PostRefusal } from '../../domain/posts/decide.ts';
import type { Post, PostClass, Topic } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changePost } from './change-post.ts';
import type { Refused } from './change-post.ts';
import { sealContent } from './seal-content.ts';

/**
 * Saves a new revision over the one the author saw. Saving what is already there changes nothing
 * and makes no revision.
 */
export async function savePost(
  ctx: ActionContext,
  request: {
    postId: string;
    actor: Actor;
    revision: number;
    content: Content;
    topic: Topic;
    class: PostClass;
    /** Left out, the event stays as it is. */
    eventId?: string | null;
  },
): Promise<{ ok: true; post: Post } | Refused<PostRefusal>> {
  const { actor } = request;
  const sealed = sealContent(request.content);
  return changePost<PostRefusal>(ctx, request, async (post, tx) => {
    const decision = decideSave(post, actor, request.revision);
    if (!decision.ok) return decision;
    const now = ctx.clock.now();
    const eventId = request.eventId === undefined ? post.eventId : request.eventId;
    const unchanged =
      sealed.contentSha256 === post.contentSha256 &&
      request.topic === post.topic &&
      request.class === post.class &&
      eventId === post.eventId;
    if (unchanged) return allow({ post, entries: [], notices: [] });
    const revision = post.revision + 1;
    await ctx.stores.posts.insertRevision(
      {
        postId: post.id,
        n: revision,
        contentJson: sealed.contentJson,
        contentSha256: sealed.contentSha256,
        savedBy: actor.personId,
        savedAt: now,
      },
      tx,
    );
    const changed: Post = {
      ...post,
      revision,
      ...sealed,
      topic: request.topic,
      class: request.class,
      eventId,
      contributors: [...new Set([...post.contributors, actor.personId])],
      updatedAt: now,
    };
    const entry = auditEntry(ctx, actor, {
      action: 'post.saved',
      objectType: 'post',
      objectId: post.id,
      unitId: post.unitId,
      before: post.contentSha256,
      after: changed.contentSha256,
      detail: { revision },
    });
    return allow({ post: changed, entries: [entry], notices: [] });
  });
}
