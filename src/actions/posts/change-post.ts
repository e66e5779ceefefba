import type { Actor } from '../../domain/people/person.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';

/** What a change writes beside the post itself, in the same transaction. */
export type PostChange = {
  post: Post;
  entries: AuditEntry[];
  notices: Notice[];
};

export type Refused<Reason extends string> = {
  ok: false;
  reason: Reason | 'not-found' | 'stale-revision';
  parameters?: Record<string, string | number>;
};

/**
 * Loads a post that the actor may see, lets `step` decide, and saves on the revision and state the
 * decision was made on. Whoever comes second gets `stale-revision` and nothing is written.
 */
export async function changePost<Reason extends string>(
  ctx: ActionContext,
  request: { postId: string; actor: Actor },
  step: (
    post: Post,
    tx: Tx,
  ) => Promise<
    | { ok: true; value: PostChange }
    | { ok: false; reason: Reason; parameters?: Record<string, string | number> }
  >,
): Promise<{ ok: true; post: Post } | Refused<Reason>> {
  const scope = scopeOf(request.actor, 'post.read');
  return ctx.inTransaction(async (tx) => {
    const post = await ctx.stores.posts.findPost(request.postId, scope, tx);
    if (post === null) return { ok: false, reason: 'not-found' };
    const decided = await step(post, tx);
    if (!decided.ok) return decided;
    const { entries, notices, post: changed } = decided.value;
    const saved = await ctx.stores.posts.savePost(changed, post, tx);
    if (!saved) return { ok: false, reason: 'stale-revision' };
    await ctx.stores.audit.insertEntries(entries, tx);
    await ctx.stores.notices.insertNotices(notices, tx);
    return { ok: true, post: changed };
  });
}
