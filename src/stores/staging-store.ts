import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Staging, UnseenMedium } from '../domain/deliveries/staging.ts';
import { op, rowOptions } from './rows.ts';

/** `sealed` is the result under the vault's key; `goodUntil` is real time. */
type Row = Omit<Staging, 'deliveryId'> & {
  _id: string;
  sealed: unknown;
  goodUntil: Date | null;
};

/** `sealed` is the platform's own id of it; `nextAt` is when it is looked at next, in real time. */
type UnseenRow = Omit<UnseenMedium, 'id'> & { _id: string; sealed: unknown; nextAt: Date };
type Unseen = UnseenMedium & { sealed: unknown };

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

const unseenSchema = new Schema<UnseenRow>(
  {
    _id: String,
    deliveryId: String,
    channelId: String,
    batch: String,
    since: Date,
    sealed: Schema.Types.Mixed,
    nextAt: Date,
  },
  { ...rowOptions, collection: 'unseenMedia' },
);

/** Uploads ahead of the publishing call: one row a delivery, with its progress and its result; and
 * what lies on the platforms unseen. */
export function createStagingStore(connection: Connection) {
  const model = connection.model<Row>('Staging', schema);
  const unseen = connection.model<UnseenRow>('UnseenMedium', unseenSchema);
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
    async insertUnseen({ id, ...rest }: Unseen, nextAt: Date): Promise<void> {
      await unseen.create([{ _id: id, ...rest, nextAt }]);
    },
    /** Unseen media that are to be looked at, with all others of the same deliveries. */
    async listUnseenDue(real: Date, limit: number): Promise<Unseen[]> {
      const due = await unseen
        .find({ nextAt: op({ $lte: real }) }, { deliveryId: 1 })
        .sort({ nextAt: 1 })
        .limit(limit)
        .lean();
      const deliveryIds = [...new Set(due.map((row) => row.deliveryId))];
      const rows = await unseen
        .find({ deliveryId: op({ $in: deliveryIds }) })
        .sort({ since: 1 })
        .lean();
      return rows.map(({ _id, nextAt: _nextAt, ...rest }) => ({ id: _id, ...rest }));
    },
    async putOffUnseen(ids: readonly string[], nextAt: Date): Promise<void> {
      await unseen.updateMany({ _id: op({ $in: [...ids] }) }, { $set: { nextAt } });
    },
    async removeUnseen(ids: readonly string[]): Promise<void> {
      await unseen.deleteMany({ _id: op({ $in: [...ids] }) });
    },
    async removeStaging(deliveryId: string): Promise<void> {
      await model.deleteOne({ _id: deliveryId });
    },
  };
}
