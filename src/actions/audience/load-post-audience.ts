import type { DeliverySamples } from '../../domain/audience/metrics.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { isHiddenFrom } from '../events/embargo.ts';

type Ctx = Pick<ActionContext, 'stores' | 'clock' | 'signer'>;

export type DeliveryAudience = {
  delivery: Delivery;
  channel: Channel | null;
  /** Null before it went out. */
  samples: DeliverySamples | null;
};

export type PostAudience = { post: Post; title: string; deliveries: DeliveryAudience[] };

/** Every delivery of a post with what was measured; null when the actor may not read it. */
export async function loadPostAudience(
  ctx: Ctx,
  actor: Actor,
  postId: string,
  language: string,
): Promise<PostAudience | null> {
  const post = await ctx.stores.posts.findPost(postId, scopeOf(actor, 'audience.read'));
  if (post === null || !can(actor, 'post.read', post.unitId)) return null;
  if (await isHiddenFrom(ctx, actor, post)) return null;
  const deliveries = (await ctx.stores.deliveries.listDeliveriesOfPosts([postId])).filter(
    (delivery) => delivery.state !== 'cancelled',
  );
  const [samples, channels] = await Promise.all([
    ctx.stores.samples.listSamples({ deliveryIds: deliveries.map((delivery) => delivery.id) }),
    ctx.stores.channels.listChannels({ ids: deliveries.map((delivery) => delivery.channelId) }),
  ]);
  return {
    post,
    title: titleOf(post.content, language),
    deliveries: deliveries.map((delivery) => ({
      delivery,
      channel: channels.find((channel) => channel.id === delivery.channelId) ?? null,
      samples: samples.find((row) => row.deliveryId === delivery.id) ?? null,
    })),
  };
}

/** What was measured of one delivery, for its chart; null when the actor may not read it. */
export async function loadDeliverySamples(
  ctx: Ctx,
  actor: Actor,
  deliveryId: string,
): Promise<DeliverySamples | null> {
  const scope = scopeOf(actor, 'audience.read');
  const delivery = await ctx.stores.deliveries.findDelivery(deliveryId, scope);
  if (delivery === null) return null;
  return (await ctx.stores.samples.listSamples({ deliveryIds: [delivery.id] }))[0] ?? null;
}
