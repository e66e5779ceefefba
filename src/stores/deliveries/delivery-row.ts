import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Delivery, DeliveryState, Lease } from '../../domain/deliveries/delivery.ts';
import type { Thread, ThreadPart } from '../../domain/deliveries/delivery.ts';
import { rowOptions } from '../rows.ts';

type Row = Omit<Delivery, 'id'> & { _id: string };

const leaseSchema = new Schema<Lease>(
  { token: String, worker: String, expiresAt: Date, uploading: Boolean },
  { _id: false },
);

const threadSchema = new Schema<Thread>(
  {
    count: Number,
    parts: [
      new Schema<ThreadPart>(
        { platformPostId: String, permalink: String, sentAt: Date },
        { _id: false },
      ),
    ],
  },
  { _id: false },
);

const schema = new Schema<Row>(
  {
    _id: String,
    postId: String,
    revision: Number,
    approvalId: String,
    unitId: String,
    eventId: String,
    channelId: String,
    platform: String,
    language: String,
    contentSha256: String,
    payloadSha256: String,
    state: String,
    stateSince: Date,
    reason: String,
    dueAt: Date,
    notBefore: Date,
    until: Date,
    zone: String,
    lease: { type: leaseSchema, default: null },
    heldBy: String,
    holdIds: { type: [String], default: [] },
    reviewOf: String,
    disconnected: Boolean,
    attempts: Number,
    platformPostId: String,
    permalink: String,
    sentAt: Date,
    seenAt: Date,
    settledBy: String,
    thread: threadSchema,
    takeDown: Schema.Types.Mixed,
  },
  { ...rowOptions, collection: 'deliveries' },
);

/** What a transition changes beside the state itself. */
export type DeliveryChange = Partial<
  Pick<
    Delivery,
    | 'reason'
    | 'dueAt'
    | 'lease'
    | 'platformPostId'
    | 'permalink'
    | 'sentAt'
    | 'seenAt'
    | 'settledBy'
    | 'heldBy'
    | 'thread'
    | 'holdIds'
  >
>;

/** One step of one delivery along an edge of the table. */
export type DeliveryMove = {
  id: string;
  from: DeliveryState;
  to: DeliveryState;
  at: Date;
  change: DeliveryChange;
};

export type DeliveryModel = Model<Row>;

export function deliveryModel(connection: Connection): DeliveryModel {
  return connection.model<Row>('Delivery', schema);
}
