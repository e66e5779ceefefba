import type { DeskEvent } from '../../domain/events/event.ts';
import { canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';

export type EventsFound = {
  /** Not over, the first one first; a cancelled one stays until its day is past. */
  coming: DeskEvent[];
  /** Over, or begun more than a day ago; the last one first. */
  past: DeskEvent[];
  /** How many posts each event carries, and how many of their deliveries wait for the signal. */
  counts: Map<string, { posts: number; waiting: number }>;
  /** Events whose signal was given. */
  released: Set<string>;
  units: Unit[];
  mayPlan: boolean;
};

const A_DAY_MS = 86_400_000;
const MOST_COMING = 200;
const MOST_PAST = 100;

/** Lists the events of the units where this person works on them. */
export async function listEvents(
  ctx: Pick<ActionContext, 'stores' | 'clock'>,
  actor: Actor,
): Promise<EventsFound> {
  const { stores } = ctx;
  const unitIds = scopeOf(actor, 'event.read');
  const yesterday = new Date(ctx.clock.now().getTime() - A_DAY_MS);
  const [next, over, gone, units] = await Promise.all([
    stores.events.listEvents({
      unitIds,
      states: ['planned', 'cancelled'],
      from: yesterday,
      limit: MOST_COMING,
    }),
    stores.events.listEvents({ unitIds, states: ['over'], lastFirst: true, limit: MOST_PAST }),
    stores.events.listEvents({
      unitIds,
      states: ['planned', 'cancelled'],
      to: yesterday,
      lastFirst: true,
      limit: MOST_PAST,
    }),
    stores.units.listUnits(),
  ]);
  const past = [...over, ...gone].sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime());
  const ids = [...next, ...past].map((event) => event.id);
  const [posts, deliveries, releases] = await Promise.all([
    stores.posts.listPostsOfEvents(ids),
    stores.deliveries.listDeliveriesOfEvents(ids),
    stores.events.listReleases(ids),
  ]);
  const counts = new Map(
    ids.map((id) => [
      id,
      {
        posts: posts.filter((post) => post.eventId === id && post.state !== 'dropped').length,
        waiting: deliveries.filter((one) => one.eventId === id && one.reason === 'release').length,
      },
    ]),
  );
  return {
    coming: next,
    past,
    counts,
    released: new Set(releases.map((one) => one.eventId)),
    units,
    mayPlan: canAnywhere(actor, 'event.manage'),
  };
}
