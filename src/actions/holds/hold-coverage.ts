import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { covers } from '../../domain/deliveries/hold.ts';
import type { Hold, HoldScope } from '../../domain/deliveries/hold.ts';
import type { ActionContext } from '../context.ts';

type Covering = Pick<Hold, 'scope' | 'exempt'>;

/** The deliveries that are not out and that a hold covers; those already under it are left out. */
export async function listCovered(
  ctx: Pick<ActionContext, 'stores'>,
  hold: Covering & { id?: string },
  states?: readonly DeliveryState[],
): Promise<{ id: string; unitId: string; state: DeliveryState }[]> {
  const found = await ctx.stores.deliveries.listHoldable({
    ...(hold.id === undefined ? {} : { notUnder: hold.id }),
    ...(states === undefined ? {} : { states }),
    ...narrowed(hold.scope),
  });
  if (found.length === 0) return [];
  const [subjects, channels] = await Promise.all([
    ctx.stores.posts.listHeldPosts([...new Set(found.map((one) => one.postId))]),
    ctx.stores.channels.listChannels({ ids: [...new Set(found.map((one) => one.channelId))] }),
  ]);
  const posts = new Map(subjects.map((post) => [post.id, post]));
  const channelOf = new Map(channels.map((channel) => [channel.id, channel]));
  return found.filter((one) => {
    const post = posts.get(one.postId);
    return post !== undefined && covers(hold, post, channelOf.get(one.channelId) ?? null);
  });
}

function narrowed(scope: HoldScope): { channelId?: string; postId?: string } {
  if (scope.kind === 'channel') return { channelId: scope.channelId };
  return scope.kind === 'post' ? { postId: scope.postId } : {};
}

/** Stamps a hold on everything that it covers and that has no stamp of it yet. */
export async function stampCovered(
  ctx: Pick<ActionContext, 'stores'>,
  hold: Covering & { id: string },
): Promise<number> {
  const covered = await listCovered(ctx, hold);
  await ctx.stores.deliveries.stampHold(
    hold.id,
    covered.map((one) => one.id),
  );
  return covered.length;
}
