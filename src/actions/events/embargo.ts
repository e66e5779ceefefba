import { isUnderEmbargo } from '../../domain/events/embargo.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { Stores } from '../../stores/stores.ts';
import type { ActionContext } from '../context.ts';
import { isReleaseIntact } from './release-intact.ts';

/** The little that an embargo is read from. */
export type EmbargoReads = Pick<ActionContext, 'clock' | 'signer'> & {
  stores: {
    posts: Pick<Stores['posts'], 'listCarriedPosts'>;
    events: Pick<Stores['events'], 'listEventsById' | 'listReleases'>;
    deliveries: Pick<Stores['deliveries'], 'listDeliveriesOfPosts'>;
  };
};

/** Which of these posts are under embargo. */
export async function underEmbargo(
  ctx: EmbargoReads,
  posts: readonly Post[],
): Promise<Set<string>> {
  const carried = posts.filter((post) => post.eventId !== null);
  const eventIds = [...new Set(carried.flatMap((post) => post.eventId ?? []))];
  const [events, releases, deliveries] = await Promise.all([
    ctx.stores.events.listEventsById(eventIds),
    ctx.stores.events.listReleases(eventIds),
    carried.length === 0
      ? []
      : ctx.stores.deliveries.listDeliveriesOfPosts(carried.map((post) => post.id)),
  ]);
  const released = new Set(
    releases.filter((one) => isReleaseIntact(one, ctx.signer)).map((one) => one.eventId),
  );
  const now = ctx.clock.now();
  return new Set(
    posts
      .filter((post) =>
        isUnderEmbargo(post, {
          event: events.find((one) => one.id === post.eventId) ?? null,
          isReleased: post.eventId !== null && released.has(post.eventId),
          deliveries: deliveries.filter((one) => one.postId === post.id),
          now,
        }),
      )
      .map((post) => post.id),
  );
}

/** The posts whose embargo keeps this person from reading them, though they see the unit's work. */
export async function hiddenFrom(ctx: EmbargoReads, actor: Actor): Promise<Set<string>> {
  const mayRead = new Set(scopeOf(actor, 'embargo.read'));
  const others = scopeOf(actor, 'post.read').filter((unitId) => !mayRead.has(unitId));
  if (others.length === 0) return new Set();
  return underEmbargo(ctx, await ctx.stores.posts.listCarriedPosts({ unitIds: others }));
}

/** Whether this person, who sees that the post is there, may not read it yet. */
export async function isHiddenFrom(ctx: EmbargoReads, actor: Actor, post: Post): Promise<boolean> {
  if (post.eventId === null || can(actor, 'embargo.read', post.unitId)) return false;
  return (await underEmbargo(ctx, [post])).has(post.id);
}

/** A post of which its reader learns that it is there, and nothing that it says. */
export function withoutContent(post: Post): Post {
  return {
    ...post,
    content: { ...post.content, versions: {} },
    contentJson: '',
    returnReason: null,
  };
}

/** Posts as this person may see them: those under an embargo that binds them say nothing. */
export async function asSeenBy(
  ctx: EmbargoReads,
  actor: Actor,
  posts: readonly Post[],
): Promise<{ posts: Post[]; embargoed: Set<string>; hidden: Set<string> }> {
  const embargoed = await underEmbargo(ctx, posts);
  const mayRead = new Set(scopeOf(actor, 'embargo.read'));
  const hidden = new Set(
    posts.filter((one) => embargoed.has(one.id) && !mayRead.has(one.unitId)).map((one) => one.id),
  );
  return {
    posts: posts.map((post) => (hidden.has(post.id) ? withoutContent(post) : post)),
    embargoed,
    hidden,
  };
}
