import { asksByItself } from '../../domain/notices/notice.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';

const MOST_AT_ONCE = 200;

/** Marks a person's own notices as read: one of them, or all that ask for nothing by themselves. */
export async function markNoticesRead(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  request: { actor: Actor; noticeId: string | null },
): Promise<void> {
  const { personId } = request.actor;
  const now = ctx.clock.now();
  const ids =
    request.noticeId === null
      ? (await ctx.stores.notices.listUnread(personId, MOST_AT_ONCE))
          .filter((notice) => !asksByItself(notice.kind))
          .map((notice) => notice.id)
      : [request.noticeId];
  await Promise.all(ids.map((id) => ctx.stores.notices.markRead(id, personId, now)));
}

/**
 * What somebody was told about a post is no news to them once they decided on it, and that it waits
 * is no news to the other approvers.
 */
export async function markPostNoticesRead(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  request: { actor: Actor; postId: string },
): Promise<void> {
  const { actor, postId } = request;
  const now = ctx.clock.now();
  await Promise.all([
    ctx.stores.notices.markPostRead(postId, actor.personId, now),
    ctx.stores.notices.settleSubmission(postId, now),
  ]);
}
