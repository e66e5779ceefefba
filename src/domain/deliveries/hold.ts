import type { Channel } from '../channels/channel.ts';
import type { Post } from '../posts/post.ts';

/** A pause with a scope, a reason and an author. */
export type Hold = {
  id: string;
  scope: HoldScope;
  reason: string;
  startedBy: string;
  startedByName: string;
  startedAt: Date;
  endedBy: string | null;
  endedAt: Date | null;
};

export type HoldScope =
  | { kind: 'everything' }
  | { kind: 'unit'; unitIds: string[] }
  | { kind: 'channel'; channelId: string }
  | { kind: 'post'; postId: string };

/** Decides whether a hold in force covers a post on a channel. */
export function covers(
  hold: Hold,
  post: Pick<Post, 'id' | 'unitId'>,
  channel: Pick<Channel, 'id'> | null,
): boolean {
  switch (hold.scope.kind) {
    case 'everything':
      return true;
    case 'unit':
      return hold.scope.unitIds.includes(post.unitId);
    case 'channel':
      return hold.scope.channelId === channel?.id;
    case 'post':
      return hold.scope.postId === post.id;
  }
}
