import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { SpecialDaysData } from '../../domain/time/special-days.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy } from '../events/embargo.ts';

export type CalendarFacts = {
  deliveries: Delivery[];
  /** The posts of the deliveries. */
  posts: Post[];
  /** Not approved, with a time in the span. */
  hoped: Post[];
  /** Which of these posts are under embargo; those that the reader may not read say nothing. */
  embargoed: Set<string>;
  /** Events that begin in the span. */
  events: DeskEvent[];
  channels: Channel[];
  units: Unit[];
  specialDays: SpecialDaysData;
};

/** Posts that nobody approved yet are looked for among the newest of this many. */
const MOST_OPEN_POSTS = 500;

const MOST_EVENTS = 300;

/** Reads what is due in a span of time, approved or not, in the units this person sees. */
export async function loadCalendar(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer' | 'language'>,
  request: { actor: Actor; from: Date; to: Date },
): Promise<CalendarFacts> {
  const { stores } = ctx;
  const { actor, from, to } = request;
  const [deliveries, open, units, events] = await Promise.all([
    stores.deliveries.listDeliveriesDue({ unitIds: scopeOf(actor, 'delivery.read'), from, to }),
    stores.posts.listPosts({
      unitIds: scopeOf(actor, 'post.read'),
      states: ['draft', 'returned', 'submitted'],
      page: 1,
      pageSize: MOST_OPEN_POSTS,
    }),
    stores.units.listUnits(),
    stores.events.listEvents({
      unitIds: scopeOf(actor, 'event.read'),
      from,
      to,
      limit: MOST_EVENTS,
    }),
  ]);
  const hoped = open.posts.filter((post) =>
    post.content.targets.some(
      ({ timing }) =>
        timing.kind === 'at' && new Date(timing.at) >= from && new Date(timing.at) < to,
    ),
  );
  const [posts, channels] = await Promise.all([
    stores.posts.listPostsById(deliveries.map((one) => one.postId)),
    stores.channels.listChannels({
      ids: [
        ...deliveries.map((one) => one.channelId),
        ...hoped.flatMap((post) => post.content.targets.map((target) => target.channelId)),
      ],
    }),
  ]);
  const { files } = await ctx.language.sources();
  const seen = await asSeenBy(ctx, actor, [...posts, ...hoped]);
  return {
    deliveries,
    posts: seen.posts.slice(0, posts.length),
    hoped: seen.posts.slice(posts.length),
    embargoed: seen.embargoed,
    events,
    channels,
    units,
    specialDays: files['calendar.json'],
  };
}
