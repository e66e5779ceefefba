import type { PostState } from '../posts/post.ts';
import type { Delivery } from './delivery.ts';
import { isPartlyOut } from './thread.ts';
import { needsPerson } from './transitions.ts';
import { isUploading } from './words.ts';

/** What a post looks like to people once its deliveries are counted; derived, never stored. */
export type PostProgress =
  | PostState
  | 'scheduled'
  | 'going-out'
  | 'published'
  | 'published-unseen'
  | 'partly-published'
  | 'needs-person';

/** Derives what a post's state is called on the desk from its deliveries. */
export function progressOf(state: PostState, deliveries: readonly Delivery[]): PostProgress {
  const standing = deliveries.filter((delivery) => delivery.state !== 'cancelled');
  if (standing.length === 0) return state;
  if (standing.some((one) => needsPerson(one.state, one.reason))) return 'needs-person';
  if (standing.some(isGoingOut)) return 'going-out';
  const sent = standing.filter((one) => one.state === 'sent');
  if (sent.length < standing.length) return sent.length > 0 ? 'partly-published' : 'scheduled';
  if (state !== 'approved') return 'partly-published';
  // A platform's word is not enough: "published" means that a read-back saw it.
  return sent.every((one) => one.seenAt !== null) ? 'published' : 'published-unseen';
}

function isGoingOut(delivery: Delivery): boolean {
  const isClaimed = delivery.state === 'claimed' && !isUploading(delivery);
  return isClaimed || delivery.state === 'sending' || isPartlyOut(delivery);
}
