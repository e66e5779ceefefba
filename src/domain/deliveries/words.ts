import type { Delivery, DeliveryReason, DeliveryState } from './delivery.ts';

/** Who can move a delivery on; sentences are under `deliveries.who`. */
export const deliveryMovers = ['desk', 'settle', 'author', 'administrator', 'nobody'] as const;
export type DeliveryMover = (typeof deliveryMovers)[number];

/** Reasons that only an administrator can do something about. */
const administrative: readonly string[] = [
  'altered',
  'token-dead',
  'permission-missing',
  'account-suspended',
  'credits-depleted',
  'invalid-request',
  'not-reached',
  'budget',
  'connection',
] satisfies DeliveryReason[];

/** Refusals that the authors mend in the post itself. */
const inThePost: readonly string[] = [
  'duplicate',
  'text-too-long',
  'media-rejected',
  'link-rejected',
  'policy-blocked',
  'media-missing',
] satisfies DeliveryReason[];

/** The last part of the key `deliveries.next.<key>`: what happens next, or has to. */
export function nextKeyOf(
  state: DeliveryState,
  reason: DeliveryReason | null,
): DeliveryState | DeliveryReason {
  const hasOwnNext = state === 'waiting' || state === 'refused';
  return hasOwnNext && reason !== null ? reason : state;
}

/** Decides who can move a delivery on, by its state and reason. */
export function moverOf(state: DeliveryState, reason: DeliveryReason | null): DeliveryMover {
  switch (state) {
    case 'planned':
    case 'claimed':
    case 'sending':
      return 'desk';
    case 'sent':
    case 'cancelled':
      return 'nobody';
    case 'unknown':
      return 'settle';
    case 'refused':
    case 'waiting':
      if (reason !== null && administrative.includes(reason)) return 'administrator';
      return reason !== null && inThePost.includes(reason) ? 'author' : 'settle';
  }
}

/** Whether a hold keeps back what would otherwise go out at its time. */
export function isHeldBack(delivery: Pick<Delivery, 'state' | 'heldBy'>): boolean {
  return delivery.heldBy !== null && (delivery.state === 'planned' || delivery.state === 'claimed');
}
