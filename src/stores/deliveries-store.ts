import type { Connection } from 'mongoose';
import { deliveryEvents } from './deliveries/delivery-events.ts';
import { deliveryHolds } from './deliveries/delivery-holds.ts';
import { deliveryLedger } from './deliveries/delivery-ledger.ts';
import { deliveryLists } from './deliveries/delivery-lists.ts';
import { deliveryModel } from './deliveries/delivery-row.ts';
import { deliveryTakeDowns } from './deliveries/delivery-take-downs.ts';
import { deliveryWork } from './deliveries/delivery-work.ts';

export type DeliveriesStore = ReturnType<typeof createDeliveriesStore>;

/** The delivery ledger, the row of each delivery and what is asked of it, by purpose. */
export function createDeliveriesStore(connection: Connection) {
  const model = deliveryModel(connection);
  return {
    ...deliveryLedger(model),
    ...deliveryEvents(model),
    ...deliveryHolds(model),
    ...deliveryTakeDowns(model),
    ...deliveryLists(model),
    ...deliveryWork(model),
  };
}
