import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Staging } from '../domain/deliveries/staging.ts';
import { op, rowOptions } from './rows.ts';

/** `sealed` is the result under the vault's key; `goodUntil` is real time. */
type Row = Omit<Staging, 'deliveryId'> & {
  _id: string;
  sealed: unknown;
  goodUntil: Date | null;
};

const schema = new Schema<Row>(
  {
    _id: String,
    stage: String,
    percent: Number,
    worker: String,
    since: Date,
    sealed: { type: Schema.Types.Mixed, default: null },
    goodUntil: { type: Date, default: null },
  },
  { ...rowOptions, collection: 'staging' },
);

/** Uploads ahead of the publishing call: one row a delivery, with its progress and its result. */
export function createStagingStore(connection: Connection) {
  const model = connection.model<Row>('Staging', schema);
  return {
    /** Progress of an upload under way; what an earlier one came to is forgotten. */
    async saveProgress({ deliveryId, ...progress }: Staging): Promise<void> {
      await model.updateOne(
        { _id: deliveryId },
        { $set: { ...progress, sealed: null, goodUntil: null } },
        { upsert: true },
      );
    },
    async saveResult(
      { deliveryId, ...progress }: Staging,
      result: { sealed: unknown; goodUntil: Date },
    ): Promise<void> {
      await model.updateOne(
        { _id: deliveryId },
        { $set: { ...progress, ...result } },
        { upsert: true },
      );
    },
    /** The sealed result of an upload that is still good, or null. */
    async findResult(deliveryId: string, real: Date): Promise<unknown> {
      const row = await model
        .findOne({ _id: deliveryId, goodUntil: op({ $gt: real }) }, { sealed: 1 })
        .lean();
      return row?.sealed ?? null;
    },
    async findStaging(deliveryId: string): Promise<Staging | null> {
      const row = await model.findById(deliveryId).lean();
      if (row === null) return null;
      const { _id, sealed: _sealed, goodUntil: _goodUntil, ...staging } = row;
      return { deliveryId: _id, ...staging };
    },
    async removeStaging(deliveryId: string): Promise<void> {
      await model.deleteOne({ _id: deliveryId });
    },
  };
}
