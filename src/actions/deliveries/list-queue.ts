import type { Channel } from '../../domain/channels/channel.ts';
import type { Attempt, Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import type { ReadBackPlan } from '../../domain/deliveries/read-back.ts';
import { planOf } from '../../domain/deliveries/read-back-plan.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { unitWithDescendants } from '../../domain/people/unit.ts';
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
  /** What the queue can be narrowed to, and what it is narrowed to. */
  choices: { units: Unit[]; channels: Channel[]; unitId: string | null; channelId: string | null };
  /** The holds in force that cover some of the deliveries. */
  holds: NamedHold[];
};

/**
 * Lists deliveries of the units this person may see, with what their rows tell. A unit narrows the
 * list to itself with everything below it; a unit or channel that is none of theirs does not.
 */
export async function listQueue(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'readBackRules' | 'signer'>,
  request: {
    actor: Actor;
    states: readonly DeliveryState[];
    firstDueFirst: boolean;
    unitId: string | null;
    channelId: string | null;
    page: number;
    pageSize: number;
  },
): Promise<QueueFacts> {
  const { stores } = ctx;
  const { actor, states, firstDueFirst, page, pageSize } = request;
  const real = ctx.clock.real();
  const units = await stores.units.listUnits();
  const choices = await choicesOf(ctx, request, units);
  const [found, workers, inForce] = await Promise.all([
    stores.deliveries.listDeliveriesIn({
      ...narrowed(actor, choices, units),
      states,
      firstDueFirst,
      page,
      pageSize,
    }),
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
    choices,
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

async function choicesOf(
  { stores }: Pick<ActionContext, 'stores'>,
  asked: { actor: Actor; unitId: string | null; channelId: string | null },
  units: readonly Unit[],
): Promise<QueueFacts['choices']> {
  const scope = scopeOf(asked.actor, 'delivery.read');
  const own = units.filter((unit) => scope.includes(unit.id));
  const channels = await stores.channels.listChannels({ unitIds: scope });
  return {
    units: own,
    channels,
    unitId: own.find((unit) => unit.id === asked.unitId)?.id ?? null,
    channelId: channels.find((channel) => channel.id === asked.channelId)?.id ?? null,
  };
}

function narrowed(
  actor: Actor,
  { unitId, channelId }: QueueFacts['choices'],
  units: readonly Unit[],
): { unitIds: string[]; channelId?: string } {
  const scope = scopeOf(actor, 'delivery.read');
  const within = unitId === null ? null : unitWithDescendants(unitId, units);
  return {
    unitIds: scope.filter((id) => within === null || within.includes(id)),
    ...(channelId === null ? {} : { channelId }),
  };
}
