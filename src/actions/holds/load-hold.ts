import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { isCelebration } from '../../domain/holds/celebration.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy } from '../events/embargo.ts';
import { peopleWho } from '../notices/compose-notices.ts';
import { nameHolds } from './name-holds.ts';
import type { NamedHold } from './name-holds.ts';
import { visibleHolds } from './name-holds.ts';

export type HoldFacts = {
  hold: NamedHold;
  /** What it keeps back, or its review list: posts of good cheer first, then by time. */
  deliveries: Delivery[];
  total: number;
  /** Ids of the deliveries whose posts celebrate. */
  celebrations: ReadonlySet<string>;
  /** Other holds that still cover some of the list. */
  others: NamedHold[];
  posts: Post[];
  channels: Channel[];
  units: Unit[];
  /** Names of those who can end it. */
  enders: string[];
  endedByName: string | null;
};

const MOST_LISTED = 500;

/** One hold with what it keeps back or left for review; null when it is none of the actor's. */
export async function loadHold(
  ctx: ActionContext,
  request: { holdId: string; actor: Actor },
): Promise<HoldFacts | null> {
  const { stores } = ctx;
  const { holdId, actor } = request;
  const found = await stores.holds.findHold(holdId);
  if (found === null) return null;
  const [seen, { deliveries, total }] = await Promise.all([
    visibleHolds(ctx, actor, [found]),
    stores.deliveries.listOfHold(
      { holdId, ended: found.endedAt !== null, unitIds: scopeOf(actor, 'delivery.read') },
      MOST_LISTED,
    ),
  ]);
  const [hold] = seen.length > 0 || total > 0 ? await nameHolds(ctx, [found], actor) : [];
  if (hold === undefined) return null;
  const [listed, channels, units, enders, endedBy, inForce] = await Promise.all([
    stores.posts.listPostsById([...new Set(deliveries.map((one) => one.postId))]),
    stores.channels.listChannels({ ids: [...new Set(deliveries.map((one) => one.channelId))] }),
    stores.units.listUnits(),
    peopleWho(ctx, 'hold.end', hold.byUnitId),
    hold.endedBy === null ? [] : stores.people.listPeople({ ids: [hold.endedBy] }),
    stores.holds.listHoldsInForce(),
  ]);
  // A post under an embargo that binds the reader is on the list, and says nothing.
  const { posts } = await asSeenBy(ctx, actor, listed);
  const cheerful = new Set(
    posts.filter((post) => isCelebration(post, ctx.holdRules)).map((post) => post.id),
  );
  const celebrations = new Set(
    deliveries.filter((one) => cheerful.has(one.postId)).map((one) => one.id),
  );
  const otherIds = new Set(deliveries.flatMap((one) => one.holdIds));
  return {
    hold,
    deliveries: [...deliveries].sort(
      (a, b) => Number(celebrations.has(b.id)) - Number(celebrations.has(a.id)),
    ),
    total,
    celebrations,
    others: await nameHolds(
      ctx,
      inForce.filter((one) => one.id !== holdId && otherIds.has(one.id)),
      actor,
    ),
    posts,
    channels,
    units,
    enders: enders.map((person) => person.name),
    endedByName: endedBy[0]?.name ?? null,
  };
}
