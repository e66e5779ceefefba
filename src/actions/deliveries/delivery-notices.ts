import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Notice, NoticeKind } from '../../domain/notices/notice.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';

/** Notices to the authors, and to whoever settles deliveries in the unit. */
export async function noticesAbout(
  ctx: ActionContext,
  delivery: Delivery,
  kind: NoticeKind,
  reason: string,
  evidence: Record<string, string | number> = {},
): Promise<Notice[]> {
  const [post, channel, people] = await Promise.all([
    ctx.stores.posts.findPost(delivery.postId),
    ctx.stores.channels.findChannel(delivery.channelId),
    peopleWho(ctx, 'delivery.settle', delivery.unitId),
  ]);
  const personIds = [...(post?.contributors ?? []), ...people.map((person) => person.id)];
  return composeNotices(ctx, personIds, {
    kind,
    postId: delivery.postId,
    deliveryId: delivery.id,
    parameters: {
      title: post === null ? '' : titleOf(post.content, delivery.language),
      channel: channel?.name ?? '',
      platform: delivery.platform,
      reason,
      ...evidence,
    },
  });
}
