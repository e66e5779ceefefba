import { refuse } from '../../domain/decision.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Actor } from '../../domain/people/person.ts';
import { DEFAULT_WINDOW_MINUTES } from '../../domain/posts/content.ts';
import type { Content, Target } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';
import { savePost } from '../posts/save-post.ts';
import { submitPost } from '../posts/submit-post.ts';
import { withdrawPost } from '../posts/withdraw-post.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type NewTimeOutcome =
  { ok: true; became: 'draft' | 'submitted' } | { ok: false; reason: 'forbidden' | 'post-changed' };

/**
 * Sets a time that nobody approved: the post is withdrawn, gets the new time as a new revision and is
 * submitted. It stays a draft where something else has to be mended first, such as another channel's
 * time that passed meanwhile; nothing goes out either way before it is approved again.
 */
export async function askForNewTime(
  ctx: ActionContext,
  actor: Actor,
  delivery: Delivery,
  at: Date,
): Promise<NewTimeOutcome> {
  const post = await ctx.stores.posts.findPost(delivery.postId);
  if (post === null || post.revision !== delivery.revision) return refuse('post-changed');
  const request = { postId: post.id, actor };
  const withdrawn = await withdrawPost(ctx, { ...request, revision: post.revision });
  if (!withdrawn.ok) {
    return refuse(withdrawn.reason === 'forbidden' ? 'forbidden' : 'post-changed');
  }
  const { content, topic } = withdrawn.post;
  const saved = await savePost(ctx, {
    ...request,
    revision: withdrawn.post.revision,
    content: withTime(content, delivery, at),
    topic,
    class: withdrawn.post.class,
  });
  if (!saved.ok) return { ok: true, became: 'draft' };
  await ctx.stores.audit.insertEntries([
    auditEntry(ctx, actor, {
      action: 'delivery.moved',
      objectType: 'delivery',
      objectId: delivery.id,
      unitId: delivery.unitId,
      detail: { postId: post.id, from: delivery.dueAt.toISOString(), dueAt: at.toISOString() },
    }),
  ]);
  const submitted = await submitPost(ctx, { ...request, revision: saved.post.revision });
  return { ok: true, became: submitted.ok ? 'submitted' : 'draft' };
}

function withTime(content: Content, { channelId, language, dueAt, until }: Delivery, at: Date) {
  const length = Math.max(until.getTime() - dueAt.getTime(), DEFAULT_WINDOW_MINUTES * 60_000);
  const timing: Target['timing'] = {
    kind: 'at',
    at: at.toISOString(),
    until: new Date(at.getTime() + length).toISOString(),
  };
  return {
    ...content,
    targets: content.targets.map((target) =>
      target.channelId === channelId && target.language === language
        ? { ...target, timing }
        : target,
    ),
  };
}
