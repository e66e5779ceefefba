import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import type { Notice, NoticeKind } from '../../domain/notices/notice.ts';
import { actorOf, canAnywhere, scopeOf } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';

/** Tells the authors of each delivery what became of it; those in `except` know. */
export async function noticesToAuthors(
  ctx: ActionContext,
  deliveries: readonly Delivery[],
  kind: NoticeKind,
  parameters: Record<string, string> = {},
  except: readonly string[] = [],
): Promise<Map<string, Notice[]>> {
  const [posts, channels] = await Promise.all([
    ctx.stores.posts.listPostsById([...new Set(deliveries.map((one) => one.postId))]),
    ctx.stores.channels.listChannels({
      ids: [...new Set(deliveries.map((one) => one.channelId))],
    }),
  ]);
  return new Map(
    deliveries.map((delivery) => {
      const post = posts.find((one) => one.id === delivery.postId);
      const channel = channels.find((one) => one.id === delivery.channelId);
      const people = post?.contributors.filter((id) => !except.includes(id)) ?? [];
      const facts = {
        kind,
        postId: delivery.postId,
        deliveryId: delivery.id,
        parameters: {
          title: post === undefined ? '' : titleOf(post.content, delivery.language),
          channel: channel?.name ?? '',
          platform: delivery.platform,
          ...parameters,
        },
      };
      return [delivery.id, composeNotices(ctx, people, facts)];
    }),
  );
}

/** Tells whoever decides about deliveries where a hold reaches that it began or ended. */
export async function noticesOfHold(
  ctx: ActionContext,
  hold: Hold,
  kind: 'hold-started' | 'hold-ended',
  by: string,
  except: string | null,
): Promise<Notice[]> {
  const [people, units, home] = await Promise.all([
    ctx.stores.people.listActivePeople(),
    ctx.stores.units.listUnits(),
    unitsReached(ctx, hold),
  ]);
  const told = people.filter((person) => {
    if (person.id === except) return false;
    const actor = actorOf(person, units);
    return home === null
      ? canAnywhere(actor, 'delivery.settle')
      : scopeOf(actor, 'delivery.settle').some((id) => home.includes(id));
  });
  return composeNotices(
    ctx,
    told.map((person) => person.id),
    { kind, parameters: { holdId: hold.id, holdKind: hold.kind, by, holdReason: hold.reason } },
  );
}

/** The units whose people a hold concerns; null when it concerns everybody. */
async function unitsReached(
  ctx: ActionContext,
  { scope }: Hold,
): Promise<readonly string[] | null> {
  switch (scope.kind) {
    case 'everything':
    case 'topic':
      return null;
    case 'event': {
      const event = await ctx.stores.events.findEvent(scope.eventId);
      return event === null ? [] : [event.unitId];
    }
    case 'unit':
      return scope.unitIds;
    case 'channel': {
      const channel = await ctx.stores.channels.findChannel(scope.channelId);
      return channel === null ? [] : [channel.unitId];
    }
    case 'post': {
      const post = await ctx.stores.posts.findPost(scope.postId);
      return post === null ? [] : [post.unitId];
    }
  }
}
