import type { Delivery, DeliveryState } from './delivery.ts';
import type { PublishOutcome, RefusalReason } from './outcome.ts';

/**
 * What becomes of an answer that came after its delivery was given up as unknown:
 * - `settle`: nobody settled it meanwhile, so the delivery goes this way
 * - `keep`: it moved on; the answer is kept with its attempt, and `isOut` says that a post is out
 *   that nobody counts on
 * - `leave`: the answer is not certain; read-back goes on
 */
export type LateAnswer =
  | { kind: 'settle'; path: readonly DeliveryState[] }
  | { kind: 'keep'; isOut: boolean }
  | { kind: 'leave' };

/** Refusals that may mean "this post is there already", or that a platform does not document. */
const DOUBTFUL: readonly RefusalReason[] = ['duplicate', 'unlisted', 'platform-down'];

/**
 * Decides what a late answer to attempt `n` does. A delivery that people asked to send again, and
 * whose new call has not begun, is sent already: it must not go out a second time.
 */
export function decideLateAnswer(
  delivery: Pick<Delivery, 'state' | 'attempts' | 'platformPostId' | 'thread'>,
  n: number,
  outcome: PublishOutcome,
): LateAnswer {
  // A thread goes on only once read-back has seen how far it is.
  if (outcome.kind === 'unknown' || delivery.thread !== undefined) return { kind: 'leave' };
  if (outcome.kind === 'refused') {
    if (DOUBTFUL.includes(outcome.reason)) return { kind: 'leave' };
    const isOpen = delivery.state === 'unknown' && delivery.attempts === n;
    return isOpen ? { kind: 'settle', path: ['refused'] } : { kind: 'keep', isOut: false };
  }
  const path = delivery.attempts === n ? pathToSent(delivery.state) : null;
  if (path !== null) return { kind: 'settle', path };
  return { kind: 'keep', isOut: delivery.platformPostId !== outcome.platformPostId };
}

function pathToSent(state: DeliveryState): readonly DeliveryState[] | null {
  switch (state) {
    case 'unknown':
    case 'waiting':
      return ['sent'];
    case 'planned':
    case 'claimed':
      return ['waiting', 'sent'];
    case 'sending':
    case 'sent':
    case 'refused':
    case 'cancelled':
      return null;
  }
}
