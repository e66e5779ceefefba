import { op, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** What holds do to deliveries. */
export function deliveryHolds(model: DeliveryModel) {
  return {
    /** Stamps a starting hold on what it covers, so that the write to `sending` sees it. */
    async stampHold(
      holdId: string,
      covered: { unitIds?: readonly string[]; channelId?: string; postId?: string },
      tx: Tx,
    ): Promise<number> {
      const result = await model.updateMany(
        { ...coveredFilter(covered), state: op({ $in: ['planned', 'claimed'] }), heldBy: null },
        { $set: { heldBy: holdId } },
        within(tx),
      );
      return result.modifiedCount;
    },
    /** What came due under a hold waits for a person, so that ending the hold fires nothing. */
    async waitForPerson(holdId: string, now: Date, tx: Tx): Promise<void> {
      await model.updateMany(
        { heldBy: holdId, state: 'planned', dueAt: op({ $lte: now }) },
        { $set: { state: 'waiting', reason: 'hold', stateSince: now } },
        within(tx),
      );
    },
    async clearHold(holdId: string, tx: Tx): Promise<void> {
      await model.updateMany({ heldBy: holdId }, { $set: { heldBy: null } }, within(tx));
    },
    /** How many deliveries a hold keeps back at this moment. */
    async countHeld(holdId: string): Promise<number> {
      return model.countDocuments({ heldBy: holdId });
    },
  };
}

function coveredFilter(covered: {
  unitIds?: readonly string[];
  channelId?: string;
  postId?: string;
}): Record<string, unknown> {
  return {
    ...(covered.unitIds === undefined ? {} : { unitId: op({ $in: [...covered.unitIds] }) }),
    ...(covered.channelId === undefined ? {} : { channelId: covered.channelId }),
    ...(covered.postId === undefined ? {} : { postId: covered.postId }),
  };
}
