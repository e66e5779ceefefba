import type { Channel } from '../../domain/channels/channel.ts';
import type { Attempt, Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import type { ReadBackPlan } from '../../domain/deliveries/read-back.ts';
import { planOf } from '../../domain/deliveries/read-back-plan.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy } from '../events/embargo.ts';
import { holdsOn, nameHolds } from '../holds/name-holds.ts';
import type { NamedHold } from '../holds/name-holds.ts';
import { isLookedFor } from './read-back-record.ts';
import { WORKER_SILENCE_MS } from '../records/publishing-health.ts';

export type QueueFacts = {
  deliveries: Delivery[];
  total: number;
  /** Those that its reader may not read yet say nothing. */
  posts: Post[];
  embargoed: Set<string>;
  channels: Channel[];
  units: Unit[];
  attempts: Attempt[];
  /** Of the deliveries that are looked for on their platforms. */
  plans: ReadBackPlan[];
  workers: { count: number; secondsSinceSign: number | null };
  /** The holds in force that cover some of the deliveries. */
  holds: NamedHold[];
};

/** Lists deliveries of the units this person may see, with what their rows tell. */
export async function listQueue(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'readBackRules' | 'signer'>,
  request: {
    actor: Actor;
    states: readonly DeliveryState[];
    firstDueFirst: boolean;
    page: number;
    pageSize: number;
  },
): Promise<QueueFacts> {
  const { stores } = ctx;
  const { actor, ...query } = request;
  const real = ctx.clock.real();
  const [found, units, workers, inForce] = await Promise.all([
    stores.deliveries.listDeliveriesIn({ unitIds: scopeOf(actor, 'delivery.read'), ...query }),
    stores.units.listUnits(),
    stores.desk.listWorkers(new Date(real.getTime() - WORKER_SILENCE_MS)),
    stores.holds.listHoldsInForce(),
  ]);
  const { deliveries, total } = found;
  const lookedFor = deliveries.filter(isLookedFor);
  const [posts, channels, attempts, stored] = await Promise.all([
    stores.posts.listPostsById(deliveries.map((one) => one.postId)),
    stores.channels.listChannels({ ids: deliveries.map((one) => one.channelId) }),
    stores.attempts.listAttempts(deliveries.map((one) => one.id)),
    stores.readBack.listPlans(lookedFor.map((one) => one.id)),
  ]);
  const seen = await asSeenBy(ctx, actor, posts);
  const lastSign = Math.max(...workers.map((worker) => worker.seenAt.getTime()));
  return {
    deliveries,
    total,
    posts: seen.posts,
    embargoed: seen.embargoed,
    channels,
    units,
    attempts,
    plans: lookedFor.map((one) =>
      planOf(
        one,
        stored.find((plan) => plan.deliveryId === one.id),
        ctx.readBackRules,
      ),
    ),
    workers: {
      count: workers.length,
      secondsSinceSign:
        workers.length === 0 ? null : Math.max(0, Math.round((real.getTime() - lastSign) / 1000)),
    },
    holds: await nameHolds(ctx, holdsOn(deliveries, inForce), actor),
  };
}
