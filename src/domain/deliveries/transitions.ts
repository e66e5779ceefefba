import type { DeliveryReason, DeliveryState } from './delivery.ts';

/**
 * Every edge a delivery may take, and nothing else. `refused -> cancelled` is there so that a post
 * that a platform refused can be withdrawn, mended and approved again. `sending -> planned` is a
 * thread of which one part went out: the next one is claimed and checked like any other call. What
 * had not gone out when a backup was made may have gone out since: a restored desk moves it to
 * `unknown`. An answer that came late and proves that nothing was taken leads from `unknown` to
 * `refused`.
 */
const deliveryEdges: Record<DeliveryState, readonly DeliveryState[]> = {
  planned: ['claimed', 'waiting', 'cancelled', 'unknown'],
  claimed: ['sending', 'planned', 'waiting', 'cancelled', 'unknown'],
  sending: ['sent', 'refused', 'unknown', 'planned'],
  sent: [],
  refused: ['planned', 'waiting', 'sent', 'cancelled', 'unknown'],
  unknown: ['sent', 'refused', 'planned', 'cancelled', 'unknown'],
  waiting: ['planned', 'sent', 'cancelled', 'unknown'],
  cancelled: [],
};

export function mayMove(from: DeliveryState, to: DeliveryState): boolean {
  return deliveryEdges[from].includes(to);
}

/** States that a withdrawal cancels: nothing of them is out. */
export const cancellableStates = ['planned', 'claimed', 'waiting', 'refused'] as const;

/** States that stand for a target: at most one such delivery per post, channel and language. */
export const standingStates = [
  'planned',
  'claimed',
  'sending',
  'sent',
  'refused',
  'unknown',
  'waiting',
] as const;

/** A state that a person has to do something about. */
export function needsPerson(state: DeliveryState, reason: DeliveryReason | null): boolean {
  return (
    state === 'unknown' || state === 'refused' || (state === 'waiting' && reason !== 'release')
  );
}
