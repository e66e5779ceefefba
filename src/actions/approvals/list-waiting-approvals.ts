import { openTargets } from '../../domain/approvals/decide-approval.ts';
import { inWaitingOrder } from '../../domain/approvals/waiting-order.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';

export type WaitingApprovals = {
  /** What this person can decide on, the first due first. */
  waiting: Post[];
  /** Submitted posts that this person worked on, which somebody else must decide. */
  ownWork: Post[];
  /** Approved in one language while another is still open and in time. */
  partlyApproved: Post[];
  channels: Channel[];
  units: Unit[];
  /** Names of the people that the posts mention. */
  names: Map<string, string>;
};

/** Approved posts older than the newest of this many are not looked through for open languages. */
const APPROVED_LOOKED_THROUGH = 100;

/** Lists what waits for an approval in the units where this person approves. */
export async function listWaitingApprovals(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  actor: Actor,
): Promise<WaitingApprovals> {
  const { stores } = ctx;
  const unitIds = scopeOf(actor, 'post.approve');
  const [submitted, approved, units] = await Promise.all([
    stores.posts.listSubmitted(unitIds),
    stores.posts.listPosts({
      unitIds,
      states: ['approved'],
      page: 1,
      pageSize: APPROVED_LOOKED_THROUGH,
    }),
    stores.units.listUnits(),
  ]);
  const isOwn = (post: Post): boolean => post.contributors.includes(actor.personId);
  const partlyApproved = await stillOpen(ctx, approved.posts);
  const posts = [...submitted, ...partlyApproved];
  const [channels, people] = await Promise.all([
    stores.channels.listChannels({
      ids: posts.flatMap((post) => post.content.targets.map((target) => target.channelId)),
    }),
    stores.people.listPeople({
      ids: posts.flatMap((post) => [...post.contributors, post.submittedBy ?? '']),
    }),
  ]);
  return {
    waiting: inWaitingOrder(submitted.filter((post) => !isOwn(post))),
    ownWork: inWaitingOrder(submitted.filter(isOwn)),
    partlyApproved: inWaitingOrder(partlyApproved.filter((post) => !isOwn(post))),
    channels,
    units,
    names: new Map(people.map((person) => [person.id, person.name])),
  };
}

async function stillOpen(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  posts: readonly Post[],
): Promise<Post[]> {
  const now = ctx.clock.now();
  const candidates = posts.filter((post) =>
    post.content.targets.some((target) => new Date(target.timing.until) > now),
  );
  const deliveries = await ctx.stores.deliveries.listDeliveriesOfPosts(
    candidates.map((post) => post.id),
  );
  return candidates.filter((post) =>
    openTargets(
      post,
      deliveries.filter((delivery) => delivery.postId === post.id),
    ).some((target) => new Date(target.timing.until) > now),
  );
}
