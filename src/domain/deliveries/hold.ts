import type { Channel } from '../channels/channel.ts';
import type { Post, Topic } from '../posts/post.ts';

/**
 * - `ordinary`: a pause for a reason of its own
 * - `mourning`, `crisis`: everything but an allow-list of topics stops
 * - `freeze`: a channel that may be in foreign hands; nothing at all goes there
 */
export const holdKinds = ['ordinary', 'mourning', 'crisis', 'freeze'] as const;
export type HoldKind = (typeof holdKinds)[number];

/** A pause with a scope, a reason and an author. */
export type Hold = {
  id: string;
  kind: HoldKind;
  scope: HoldScope;
  /** Topics that go out all the same; none under a freeze. */
  exempt: Topic[];
  reason: string;
  /** The unit by whose right it was started: a right over that unit ends it. */
  byUnitId: string;
  startedBy: string;
  startedByName: string;
  startedAt: Date;
  /** When it ends by itself; null until somebody ends it. */
  until: Date | null;
  /** Null also when its own time ended it. */
  endedBy: string | null;
  endedAt: Date | null;
};

export const holdScopes = ['everything', 'unit', 'topic', 'event', 'channel', 'post'] as const;

export type HoldScope =
  | { kind: 'everything' }
  /** The unit named, first, with everything below it. */
  | { kind: 'unit'; unitIds: readonly string[] }
  | { kind: 'topic'; topic: Topic }
  | { kind: 'event'; eventId: string }
  | { kind: 'channel'; channelId: string }
  | { kind: 'post'; postId: string };

/** What a hold asks of a post. */
export type HeldPost = Pick<Post, 'id' | 'unitId' | 'topic' | 'eventId'>;
type HeldChannel = Pick<Channel, 'id' | 'unitId'>;

/**
 * Decides whether a hold in force covers a post on a channel. A unit is covered in what it says and
 * in what is said through its channels.
 */
export function covers(
  hold: Pick<Hold, 'scope' | 'exempt'>,
  post: HeldPost,
  channel: HeldChannel | null,
): boolean {
  return !hold.exempt.includes(post.topic) && isInScope(hold.scope, post, channel);
}

function isInScope(scope: HoldScope, post: HeldPost, channel: HeldChannel | null): boolean {
  switch (scope.kind) {
    case 'everything':
      return true;
    case 'unit':
      return (
        scope.unitIds.includes(post.unitId) ||
        (channel !== null && scope.unitIds.includes(channel.unitId))
      );
    case 'topic':
      return scope.topic === post.topic;
    case 'event':
      return scope.eventId === post.eventId;
    case 'channel':
      return scope.channelId === channel?.id;
    case 'post':
      return scope.postId === post.id;
  }
}

/** Of the holds in force, those that cover a post on a channel, the widest first. */
export function holdsOver(
  holds: readonly Hold[],
  post: HeldPost,
  channel: HeldChannel | null,
): Hold[] {
  return widestFirst(holds).filter((hold) => covers(hold, post, channel));
}

/** Holds by the width of their scope, then by when they began. */
export function widestFirst(holds: readonly Hold[]): Hold[] {
  return [...holds].sort(
    (a, b) =>
      holdScopes.indexOf(a.scope.kind) - holdScopes.indexOf(b.scope.kind) ||
      a.startedAt.getTime() - b.startedAt.getTime(),
  );
}
