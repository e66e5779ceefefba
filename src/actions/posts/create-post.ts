import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Content } from '../../domain/posts/content.ts';
import type { Post, PostClass, Topic } from '../../domain/posts/post.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { sealContent } from './seal-content.ts';

export type NewPost = {
  actor: Actor;
  unitId: string;
  topic: Topic;
  class: PostClass;
  content: Content;
  corrects?: string;
  /** The event that carries the post. */
  eventId?: string | null;
  /** Made by the form, so that a double click makes one post. */
  postId?: string;
};

/** Starts a post as a draft at revision 1. Refuses whoever may not write in that unit. */
export async function createPost(
  ctx: ActionContext,
  request: NewPost,
): Promise<{ ok: true; post: Post } | { ok: false; reason: 'forbidden' }> {
  const { actor, unitId } = request;
  if (!can(actor, 'post.write', unitId)) return { ok: false, reason: 'forbidden' };
  const sealed = sealContent(request.content);
  const now = ctx.clock.now();
  const post: Post = {
    id: request.postId ?? newId(),
    unitId,
    topic: request.topic,
    class: request.class,
    revision: 1,
    ...sealed,
    contributors: [actor.personId],
    state: 'draft',
    stateSince: now,
    submittedBy: null,
    submittedAt: null,
    returnReason: null,
    corrects: request.corrects ?? null,
    eventId: request.eventId ?? null,
    createdBy: actor.personId,
    createdAt: now,
    updatedAt: now,
  };
  await ctx.inTransaction(async (tx) => {
    await ctx.stores.posts.insertPost(post, tx);
    await ctx.stores.posts.insertRevision(
      {
        postId: post.id,
        n: 1,
        contentJson: sealed.contentJson,
        contentSha256: sealed.contentSha256,
        savedBy: actor.personId,
        savedAt: now,
      },
      tx,
    );
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'post.created',
          objectType: 'post',
          objectId: post.id,
          unitId,
          after: post.contentSha256,
          detail: { revision: 1, topic: post.topic },
        }),
      ],
      tx,
    );
  });
  return { ok: true, post };
}
