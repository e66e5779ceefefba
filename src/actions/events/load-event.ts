import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { DeskEvent, Release } from '../../domain/events/event.ts';
import type { SignalLine } from '../../domain/events/signal.ts';
import type { SlipLine } from '../../domain/events/slip.ts';
import { actorOf, can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { findRelease } from './event-facts.ts';
import { linesOfSignal } from './give-signal.ts';
import { linesOfSlip } from './slip-event.ts';

export type EventFacts = {
  event: DeskEvent;
  unit: Unit | null;
  /** What it carries; dropped posts are left out. */
  posts: Post[];
  deliveries: Delivery[];
  channels: Channel[];
  release: Release | null;
  /** What the signal would do now to each delivery that waits for it. */
  signal: SignalLine[];
  names: Map<string, string>;
};

/** One event with everything that it carries; null when the actor may not see it. */
export async function loadEvent(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor },
): Promise<EventFacts | null> {
  const { stores } = ctx;
  const event = await stores.events.findEvent(
    request.eventId,
    scopeOf(request.actor, 'event.read'),
  );
  if (event === null) return null;
  const [units, posts, deliveries, release, signal] = await Promise.all([
    stores.units.listUnits(),
    stores.posts.listPostsOfEvents([event.id]),
    stores.deliveries.listDeliveriesOfEvents([event.id]),
    findRelease(ctx, event.id),
    linesOfSignal(ctx, event),
  ]);
  const readable = new Set(scopeOf(request.actor, 'embargo.read'));
  const shown = posts.filter((post) => post.state !== 'dropped' && readable.has(post.unitId));
  const ids = [event.createdBy, event.releaserId, event.deputyId].filter((id) => id !== null);
  const [channels, people] = await Promise.all([
    stores.channels.listChannels({
      ids: [
        ...deliveries.map((one) => one.channelId),
        ...shown.flatMap((post) => post.content.targets.map((target) => target.channelId)),
      ],
    }),
    stores.people.listPeople({ ids }),
  ]);
  return {
    event,
    unit: units.find((unit) => unit.id === event.unitId) ?? null,
    posts: shown,
    deliveries: deliveries.filter((one) => readable.has(one.unitId)),
    channels,
    release,
    signal,
    names: new Map(people.map((person) => [person.id, person.name])),
  };
}

/** An event with what a slip to this start would do; null when the actor may not see it. */
export async function previewSlip(
  ctx: ActionContext,
  request: { eventId: string; actor: Actor; startsAt: Date },
): Promise<(EventFacts & { lines: SlipLine[] }) | null> {
  const facts = await loadEvent(ctx, request);
  if (facts === null) return null;
  return { ...facts, lines: await linesOfSlip(ctx, facts.event, request.startsAt) };
}

export type EventChoices = {
  /** Units in which the actor may plan events. */
  units: Unit[];
  /** Who may give signals, and in which of these units. */
  releasers: { id: string; name: string; unitIds: string[] }[];
};

/** What a person chooses from while planning an event. */
export async function loadEventChoices(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
): Promise<EventChoices> {
  const [units, people] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.people.listActivePeople(),
  ]);
  const scope = scopeOf(actor, 'event.manage');
  const own = scope.flatMap((id) => units.filter((unit) => unit.id === id));
  const releasers = people
    .map((person) => ({
      id: person.id,
      name: person.name,
      unitIds: own
        .filter((unit) => can(actorOf(person, units), 'event.release', unit.id))
        .map((unit) => unit.id),
    }))
    .filter((one) => one.unitIds.length > 0);
  return { units: own, releasers };
}
