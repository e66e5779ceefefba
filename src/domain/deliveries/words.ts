import type { Delivery, DeliveryState } from './delivery.ts';
import { fixers } from './error-catalogue.ts';
import type { Fixer } from './error-catalogue.ts';

/** Who can move a delivery on; sentences are under `deliveries.who`. */
export const deliveryMovers = ['desk', ...fixers, 'nobody'] as const;
export type DeliveryMover = (typeof deliveryMovers)[number];

/** Who moves a delivery on that goes its way; `fixer` is who can mend what keeps the others. */
export function moverOf(state: DeliveryState, fixer: Fixer | null): DeliveryMover {
  switch (state) {
    case 'planned':
    case 'claimed':
    case 'sending':
      return 'desk';
    case 'sent':
    case 'cancelled':
      return 'nobody';
    case 'unknown':
    case 'refused':
    case 'waiting':
      return fixer ?? 'settle';
  }
}

/** Whether a worker has a delivery for an upload alone, which may be long before its time. */
export function isUploading({ state, lease }: Pick<Delivery, 'state' | 'lease'>): boolean {
  return state === 'claimed' && lease?.uploading === true;
}

/** Whether a hold keeps back what would otherwise go out at its time. */
export function isHeldBack(delivery: Pick<Delivery, 'state' | 'heldBy'>): boolean {
  return delivery.heldBy !== null && (delivery.state === 'planned' || delivery.state === 'claimed');
}
