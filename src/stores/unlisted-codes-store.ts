import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { PlatformId } from '../domain/channels/channel.ts';
import { rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** A platform's code that the catalogue of errors does not know: how often it was met, and where. */
export type UnlistedCode = {
  platform: PlatformId;
  code: string;
  status: number | null;
  count: number;
  firstAt: Date;
  lastAt: Date;
  /** The delivery that met it last. */
  deliveryId: string;
};

/** `<platform>:<code>` */
type Row = UnlistedCode & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    platform: String,
    code: String,
    status: Number,
    count: Number,
    firstAt: Date,
    lastAt: Date,
    deliveryId: String,
  },
  { ...rowOptions, collection: 'unlistedCodes' },
);

const MOST_LISTED = 200;

export function createUnlistedCodesStore(connection: Connection) {
  const model = connection.model<Row>('UnlistedCode', schema);
  return {
    async count(
      met: Pick<UnlistedCode, 'platform' | 'code' | 'status' | 'deliveryId'> & { at: Date },
      tx: Tx,
    ): Promise<void> {
      const { platform, code, status, deliveryId, at } = met;
      await model.updateOne(
        { _id: `${platform}:${code}` },
        {
          $inc: { count: 1 },
          $set: { lastAt: at, deliveryId, status },
          $setOnInsert: { platform, code, firstAt: at },
        },
        { upsert: true, ...within(tx) },
      );
    },
    async listCodes(): Promise<UnlistedCode[]> {
      const rows = await model.find().sort({ lastAt: -1 }).limit(MOST_LISTED).lean();
      return rows.map(({ _id, ...code }) => code);
    },
  };
}
