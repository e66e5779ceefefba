import type { Delivery } from '../deliveries/delivery.ts';
import type { Content } from '../posts/content.ts';
import type { Post } from '../posts/post.ts';
import type { DeskEvent } from './event.ts';

/**
 * Decides whether a post is under embargo: it waits for a signal that was not given, or nothing of
 * it is out while its event is still to begin or was cancelled.
 */
export function isUnderEmbargo(
  post: Pick<Post, 'eventId' | 'content'>,
  facts: {
    event: DeskEvent | null;
    isReleased: boolean;
    deliveries: readonly Pick<Delivery, 'state'>[];
    now: Date;
  },
): boolean {
  if (waitsForSignal(post.content)) return !facts.isReleased;
  const { event } = facts;
  if (post.eventId === null || event === null) return false;
  if (facts.deliveries.some((one) => one.state === 'sent')) return false;
  return event.state === 'cancelled' || event.startsAt > facts.now;
}

/** Whether any version of a content goes out by a signal and not by the clock. */
function waitsForSignal(content: Content): boolean {
  return content.targets.some(({ timing }) => timing.kind === 'signal');
}
