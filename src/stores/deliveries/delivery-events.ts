import type { Delivery, DeliveryReason, DeliveryState } from '../../domain/deliveries/delivery.ts';
import { mayMove } from '../../domain/deliveries/transitions.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** What an event does to one of its deliveries; where it is expected, and what becomes of it. */
export type EventMove = {
  id: string;
  from: Pick<Delivery, 'state' | 'reason'>;
  to: { state: DeliveryState; reason: DeliveryReason | null; dueAt: Date };
};

/** What events do to the deliveries that they carry. */
export function deliveryEvents(model: DeliveryModel) {
  return {
    async listDeliveriesOfEvents(eventIds: readonly string[], tx?: Tx): Promise<Delivery[]> {
      if (eventIds.length === 0) return [];
      const rows = await model
        .find({ eventId: op({ $in: [...eventIds] }) }, null, within(tx))
        .sort({ dueAt: 1, _id: 1 })
        .lean();
      return rows.map(toDomain);
    },
    /**
     * Moves deliveries of an event, each only from where it was seen. One that stays in its state
     * gets another time or reason; one that a worker had taken is taken from it. Returns how many
     * moved.
     */
    async moveWithEvent(moves: readonly EventMove[], at: Date, tx: Tx): Promise<number> {
      if (moves.length === 0) return 0;
      for (const { from, to } of moves) {
        if (from.state !== to.state && !mayMove(from.state, to.state))
          throw new Error(`a delivery cannot go from ${from.state} to ${to.state}`);
      }
      const result = await model.bulkWrite(
        moves.map(({ id, from, to }) => ({
          updateOne: {
            filter: { _id: id, state: from.state, reason: from.reason },
            update: {
              $set: {
                ...to,
                lease: null,
                ...(from.state === to.state && from.reason === to.reason ? {} : { stateSince: at }),
              },
            },
          },
        })),
        { ordered: true, session: tx },
      );
      return result.matchedCount;
    },
    /** Deliveries that wait for a signal although their window is over. */
    async listUnsignalled(now: Date): Promise<Delivery[]> {
      const rows = await model
        .find({ state: 'waiting', reason: 'release', until: op({ $lt: now }) })
        .limit(500)
        .lean();
      return rows.map(toDomain);
    },
  };
}
