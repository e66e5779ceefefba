import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { SpecialDaysData } from '../../domain/time/special-days.ts';
import { projectRoot } from '../../lib/project-root.ts';
import type { ActionContext } from '../context.ts';

export type CalendarFacts = {
  deliveries: Delivery[];
  /** The posts of the deliveries. */
  posts: Post[];
  /** Not approved, with a time in the span. */
  hoped: Post[];
  channels: Channel[];
  units: Unit[];
  specialDays: SpecialDaysData;
};

/** Posts that nobody approved yet are looked for among the newest of this many. */
const MOST_OPEN_POSTS = 500;

let knownSpecialDays: SpecialDaysData | null = null;

/** Holidays and commemorations: dated data, read once a process. */
export function readSpecialDays(): SpecialDaysData {
  const file = join(projectRoot, 'config', 'data', 'calendar.json');
  knownSpecialDays ??= JSON.parse(readFileSync(file, 'utf8')) as SpecialDaysData;
  return knownSpecialDays;
}

/** Reads what is due in a span of time, approved or not, in the units this person sees. */
export async function loadCalendar(
  ctx: Pick<ActionContext, 'stores'>,
  request: { actor: Actor; from: Date; to: Date },
): Promise<CalendarFacts> {
  const { stores } = ctx;
  const { actor, from, to } = request;
  const [deliveries, open, units] = await Promise.all([
    stores.deliveries.listDeliveriesDue({ unitIds: scopeOf(actor, 'delivery.read'), from, to }),
    stores.posts.listPosts({
      unitIds: scopeOf(actor, 'post.read'),
      states: ['draft', 'returned', 'submitted'],
      page: 1,
      pageSize: MOST_OPEN_POSTS,
    }),
    stores.units.listUnits(),
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
  return { deliveries, posts, hoped, channels, units, specialDays: readSpecialDays() };
}
