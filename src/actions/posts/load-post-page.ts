import type { Channel } from '../../domain/channels/channel.ts';
import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { covers } from '../../domain/deliveries/hold.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post, Revision } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { isHiddenFrom, underEmbargo } from '../events/embargo.ts';
import { nameHolds } from '../holds/name-holds.ts';
import type { NamedHold } from '../holds/name-holds.ts';

export type PostFacts = {
  post: Post;
  unit: Unit | null;
  /** Channels of its targets and of its deliveries. */
  channels: Channel[];
  deliveries: Delivery[];
  attempts: Attempt[];
  revisions: Revision[];
  isEmbargoed: boolean;
  /** The event that carries it. */
  event: DeskEvent | null;
  /** The post that it corrects, when the actor may read that one. */
  corrects: Post | null;
  names: Map<string, string>;
  /** The holds in force that keep its deliveries back, or would. */
  holds: NamedHold[];
};

/** A post with what became of it; null when there is none, or none that the actor may read. */
export async function loadPostPage(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer'>,
  { postId, actor }: { postId: string; actor: Actor },
): Promise<PostFacts | null> {
  const { stores } = ctx;
  const scope = scopeOf(actor, 'post.read');
  const post = await stores.posts.findPost(postId, scope);
  if (post === null || (await isHiddenFrom(ctx, actor, post))) return null;
  const [units, deliveries, revisions, event, embargoed, corrects, inForce] = await Promise.all([
    stores.units.listUnits(),
    stores.deliveries.listDeliveriesOfPosts([post.id]),
    stores.posts.listRevisions(post.id),
    post.eventId === null ? null : stores.events.findEvent(post.eventId),
    underEmbargo(ctx, [post]),
    post.corrects === null ? null : stores.posts.findPost(post.corrects, scope),
    stores.holds.listHoldsInForce(),
  ]);
  const channelIds = [...post.content.targets, ...deliveries].map((one) => one.channelId);
  const personIds = [post.createdBy, post.submittedBy ?? '', ...post.contributors];
  const [channels, people, attempts] = await Promise.all([
    stores.channels.listChannels({ ids: [...new Set(channelIds)] }),
    stores.people.listPeople({
      ids: [...new Set([...personIds, ...revisions.map((one) => one.savedBy)])],
    }),
    stores.attempts.listAttempts(deliveries.map((one) => one.id)),
  ]);
  return {
    post,
    unit: units.find((unit) => unit.id === post.unitId) ?? null,
    channels,
    deliveries,
    attempts,
    revisions,
    isEmbargoed: embargoed.has(post.id),
    event,
    corrects,
    names: new Map(people.map((person) => [person.id, person.name])),
    holds: await nameHolds(ctx, holdsOfPost(post, channels, inForce), actor),
  };
}

function holdsOfPost(post: Post, channels: readonly Channel[], inForce: readonly Hold[]): Hold[] {
  const targets = post.content.targets.map(({ channelId }) =>
    channels.find((one) => one.id === channelId),
  );
  return inForce.filter(
    (hold) =>
      covers(hold, post, null) || targets.some((channel) => covers(hold, post, channel ?? null)),
  );
}
