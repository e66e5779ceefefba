import { scopeOf } from '../../domain/people/person.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { createPost } from './create-post.ts';
import type { NewPost } from './create-post.ts';
import { sealContent } from './seal-content.ts';

export type StartOutcome =
  | { ok: true; post: Post }
  /** The form was sent before with other words in it: the post is there and holds those. */
  | { ok: false; reason: 'stale-revision'; post: Post }
  | { ok: false; reason: 'forbidden' | 'id-taken' };

const DUPLICATE_KEY = 11_000;

/**
 * Starts a post under the id that its form was made with. The same form sent twice makes one post
 * and answers with it both times.
 */
export async function startPost(
  ctx: ActionContext,
  request: NewPost & { postId: string },
): Promise<StartOutcome> {
  const before = await findStarted(ctx, request);
  if (before !== null) return before;
  try {
    return await createPost(ctx, request);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY)) throw error;
    // The id exists although it was not found: made a moment ago, or outside the actor's units.
    return (await findStarted(ctx, request)) ?? { ok: false, reason: 'id-taken' };
  }
}

async function findStarted(
  ctx: ActionContext,
  request: Pick<NewPost, 'actor' | 'content'> & { postId: string },
): Promise<StartOutcome | null> {
  const scope = scopeOf(request.actor, 'post.read');
  const post = await ctx.stores.posts.findPost(request.postId, scope);
  if (post === null) return null;
  return sealContent(request.content).contentSha256 === post.contentSha256
    ? { ok: true, post }
    : { ok: false, reason: 'stale-revision', post };
}
