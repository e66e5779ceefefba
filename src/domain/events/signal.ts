import { allow, refuse } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Channel } from '../channels/channel.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { covers } from '../deliveries/hold.ts';
import type { Hold } from '../deliveries/hold.ts';
import { can } from '../people/person.ts';
import type { Actor } from '../people/person.ts';
import type { Post } from '../posts/post.ts';
import type { DeskEvent, Release } from './event.ts';

export type SignalRefusal =
  'forbidden' | 'not-named' | 'already-given' | 'cancelled' | 'over' | 'changed';

/** Whether this person is the one whose signal the event waits for, or the deputy. */
export function isNamed(
  event: Pick<DeskEvent, 'releaserId' | 'deputyId'>,
  personId: string,
): boolean {
  return event.releaserId === personId || event.deputyId === personId;
}

/** The named person and the named deputy give the signal, once, while the event is planned. */
export function decideSignal(
  event: DeskEvent,
  actor: Actor,
  given: Release | null,
): Decision<null, SignalRefusal> {
  if (!can(actor, 'event.release', event.unitId)) return refuse('forbidden');
  if (!isNamed(event, actor.personId)) return refuse('not-named');
  if (given !== null) return refuse('already-given');
  if (event.state === 'cancelled') return refuse('cancelled');
  return event.state === 'over' ? refuse('over') : allow(null);
}

/** What the signal does to a delivery that waits for it. */
export type SignalEffect = 'goes' | 'held' | 'lapsed';

export type SignalLine = { delivery: Delivery; effect: SignalEffect };

/**
 * Decides which deliveries go out at once by the signal: those that wait for it, that no hold
 * covers and whose window is open. A held one waits for a person; so does one whose window is over.
 */
export function planSignal(facts: {
  deliveries: readonly Delivery[];
  posts: readonly Post[];
  channels: readonly Channel[];
  holds: readonly Hold[];
  now: Date;
}): SignalLine[] {
  return facts.deliveries
    .filter(({ state, reason }) => state === 'waiting' && reason === 'release')
    .map((delivery): SignalLine => {
      if (facts.now > delivery.until) return { delivery, effect: 'lapsed' };
      return { delivery, effect: isHeld(delivery, facts) ? 'held' : 'goes' };
    });
}

function isHeld(
  delivery: Delivery,
  { posts, channels, holds }: Parameters<typeof planSignal>[0],
): boolean {
  if (delivery.heldBy !== null) return true;
  const post = posts.find((one) => one.id === delivery.postId);
  const channel = channels.find((one) => one.id === delivery.channelId) ?? null;
  return post === undefined || holds.some((hold) => covers(hold, post, channel));
}
