import type { Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import type { TakeDown } from '../../domain/deliveries/delivery.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** What taking down does to deliveries; each write names what it expects, so that one writer wins. */
export function deliveryTakeDowns(model: DeliveryModel) {
  return {
    /** Keeps a wish to take down; false when there is one already or the delivery moved on. */
    async askTakeDown(
      id: string,
      state: DeliveryState,
      takeDown: TakeDown,
      tx: Tx,
    ): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, state, $or: [{ takeDown: null }, { 'takeDown.state': 'failed' }] },
        { $set: { takeDown } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /**
     * Begins the removal that was asked for at this instant. A thread that is partly out is cut
     * short by it: nothing more of it is sent. False when somebody else was quicker.
     */
    async beginTakeDown(
      delivery: Pick<Delivery, 'id' | 'state'>,
      asked: TakeDown,
      takeDown: TakeDown,
      tx: Tx,
    ): Promise<boolean> {
      const cut =
        delivery.state === 'sent'
          ? {}
          : { state: 'waiting' as const, reason: 'cut-short' as const };
      const result = await model.updateOne(
        {
          _id: delivery.id,
          state: delivery.state,
          'takeDown.state': 'asked',
          'takeDown.askedAt': asked.askedAt,
        },
        { $set: { takeDown, ...cut } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /** What was taken down in a span of time, the first first. */
    async listTakenDown(query: {
      unitIds: readonly string[];
      from: Date;
      to: Date;
    }): Promise<Delivery[]> {
      const rows = await model
        .find({
          'takeDown.state': 'done',
          'takeDown.endedAt': op({ $gte: query.from, $lt: query.to }),
          unitId: op({ $in: [...query.unitIds] }),
        })
        .sort({ 'takeDown.endedAt': 1 })
        .lean();
      return rows.map(toDomain);
    },
    /** Removals that are to go on now; `real` tells which workers went silent. */
    async listTakeDownsDue(now: Date, real: Date): Promise<Delivery[]> {
      const rows = await model
        .find({
          'takeDown.state': 'going',
          'takeDown.nextAt': op({ $lte: now }),
          $or: [{ 'takeDown.lease': null }, { 'takeDown.lease.until': op({ $lt: real }) }],
        })
        .limit(50)
        .lean();
      return rows.map(toDomain);
    },
    /** Takes a removal for one worker, and counts the call that follows; null when it is taken. */
    async claimTakeDown(
      id: string,
      lease: { token: string; until: Date },
      now: Date,
      real: Date,
    ): Promise<Delivery | null> {
      const row = await model
        .findOneAndUpdate(
          {
            _id: id,
            'takeDown.state': 'going',
            'takeDown.nextAt': op({ $lte: now }),
            $or: [{ 'takeDown.lease': null }, { 'takeDown.lease.until': op({ $lt: real }) }],
          },
          { $set: { 'takeDown.lease': lease }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toDomain(row);
    },
    /** Writes how far a removal is, while it is still this worker's. */
    async saveTakeDown(id: string, token: string, takeDown: TakeDown, tx: Tx): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, 'takeDown.lease.token': token },
        { $set: { takeDown } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
  };
}
