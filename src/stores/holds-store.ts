import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Hold } from '../domain/deliveries/hold.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Hold, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    scope: Schema.Types.Mixed,
    reason: String,
    startedBy: String,
    startedByName: String,
    startedAt: Date,
    endedBy: String,
    endedAt: Date,
  },
  { ...rowOptions, collection: 'holds' },
);

export function createHoldsStore(connection: Connection) {
  const model = connection.model<Row>('Hold', schema);
  return {
    async insertHold(hold: Hold, tx: Tx): Promise<void> {
      const { id, ...rest } = hold;
      await model.create([{ _id: id, ...rest }], within(tx));
    },
    async listHoldsInForce(tx?: Tx): Promise<Hold[]> {
      return (await model.find({ endedAt: null }, null, within(tx)).lean()).map(toDomain);
    },
    /** Holds in force at any time of a span: the report marks these days. */
    async listHoldsBetween(from: Date, to: Date): Promise<Hold[]> {
      const rows = await model
        .find({
          startedAt: op({ $lt: to }),
          $or: [{ endedAt: null }, { endedAt: op({ $gt: from }) }],
        })
        .sort({ startedAt: 1 })
        .lean();
      return rows.map(toDomain);
    },
    /** Ends a hold once; false when it was over already. */
    async endHold(id: string, endedBy: string, endedAt: Date, tx: Tx): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, endedAt: null },
        { $set: { endedBy, endedAt } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
  };
}
