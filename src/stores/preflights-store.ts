import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Preflight } from '../domain/deliveries/preflight.ts';
import { op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** `inTrouble` is there for its index: most deliveries are fine. */
type Row = Omit<Preflight, 'deliveryId'> & { _id: string; inTrouble: boolean };

const schema = new Schema<Row>(
  {
    _id: String,
    channelId: String,
    dueAt: Date,
    at: Date,
    problems: [String],
    inTrouble: Boolean,
  },
  { ...rowOptions, collection: 'preflights' },
);

const MOST_LISTED = 200;

/** What the looks before the time found: one row a delivery, the newest look. */
export function createPreflightsStore(connection: Connection) {
  const model = connection.model<Row>('Preflight', schema);
  return {
    async listPreflights(deliveryIds: readonly string[]): Promise<Preflight[]> {
      if (deliveryIds.length === 0) return [];
      return (await model.find({ _id: op({ $in: [...deliveryIds] }) }).lean()).map(toPreflight);
    },
    /** Looks that found something wrong and were not taken back since. */
    async listInTrouble(): Promise<Preflight[]> {
      const rows = await model.find({ inTrouble: true }).limit(MOST_LISTED).lean();
      return rows.map(toPreflight);
    },
    async savePreflight({ deliveryId, ...rest }: Preflight, tx?: Tx): Promise<void> {
      await model.updateOne(
        { _id: deliveryId },
        { $set: { ...rest, inTrouble: rest.problems.length > 0 } },
        { upsert: true, ...within(tx) },
      );
    },
  };
}

function toPreflight({ _id, inTrouble: _inTrouble, ...rest }: Row): Preflight {
  return { deliveryId: _id, ...rest };
}
