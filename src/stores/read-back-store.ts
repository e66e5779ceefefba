import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Delivery } from '../domain/deliveries/delivery.ts';
import type { Look, ReadBackPlan, ResendAsk } from '../domain/deliveries/read-back.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** One row a delivery that was looked for, or that somebody wants to send again. */
type PlanRow = Omit<ReadBackPlan, 'deliveryId' | 'begunAt'> & {
  _id: string;
  begunAt: Date | null;
  resend: ResendAsk | null;
};
type LookRow = Omit<Look, 'id'> & { _id: string };
/** `<channel>:<UTC day>` */
type SpentRow = { _id: string; looks: number; posts: number };

const resendSchema = new Schema<ResendAsk>(
  { askedBy: String, askedByName: String, askedAt: Date },
  { _id: false },
);
const planSchema = new Schema<PlanRow>(
  {
    _id: String,
    channelId: String,
    begunAt: Date,
    looks: Number,
    failures: Number,
    nextAt: Date,
    resend: { type: resendSchema, default: null },
  },
  { ...rowOptions, collection: 'readBacks' },
);
const lookSchema = new Schema<LookRow>(
  {
    _id: String,
    deliveryId: String,
    channelId: String,
    at: Date,
    askedBy: String,
    since: Date,
    postsSeen: Number,
    complete: Boolean,
    verdict: String,
    last: Boolean,
    reason: String,
    code: String,
    candidates: Schema.Types.Mixed,
    worker: String,
  },
  { ...rowOptions, collection: 'looks' },
);
const spentSchema = new Schema<SpentRow>(
  { _id: String, looks: Number, posts: Number },
  { ...rowOptions, collection: 'readSpent' },
);

/** When deliveries are looked for, what each look saw, and how much of a day's reading is used. */
export function createReadBackStore(connection: Connection) {
  const plans = connection.model<PlanRow>('ReadBack', planSchema);
  const looks = connection.model<LookRow>('Look', lookSchema);
  const spent = connection.model<SpentRow>('ReadSpent', spentSchema);
  return {
    async listPlans(deliveryIds: readonly string[]): Promise<ReadBackPlan[]> {
      const rows = await plans
        .find({ _id: op({ $in: [...deliveryIds] }), begunAt: op({ $ne: null }) })
        .lean();
      return rows.flatMap(({ _id, resend: _resend, begunAt, ...plan }) =>
        begunAt === null ? [] : [{ deliveryId: _id, begunAt, ...plan }],
      );
    },
    async savePlan({ deliveryId, ...plan }: ReadBackPlan, tx?: Tx): Promise<void> {
      await plans.updateOne(
        { _id: deliveryId },
        { $set: plan, $setOnInsert: { resend: null } },
        { upsert: true, ...within(tx) },
      );
    },
    async insertLooks(these: readonly Look[], tx?: Tx): Promise<void> {
      if (these.length === 0) return;
      await looks.insertMany(
        these.map(({ id, ...rest }) => ({ _id: id, ...rest })),
        within(tx),
      );
    },
    /** Every look for one delivery, first to last. */
    async listLooks(deliveryId: string): Promise<Look[]> {
      const rows = await looks.find({ deliveryId }).sort({ at: 1, _id: 1 }).lean();
      return rows.map(toDomain);
    },
    async findResend(deliveryId: string): Promise<ResendAsk | null> {
      const row = await plans.findById(deliveryId, { resend: 1 }).lean();
      return row?.resend ?? null;
    },
    /** Keeps the first wish to send an unknown delivery again; false when there is one already. */
    async askResend(
      delivery: Pick<Delivery, 'id' | 'channelId' | 'stateSince'>,
      resend: ResendAsk,
      tx: Tx,
    ): Promise<boolean> {
      const { id, channelId, stateSince } = delivery;
      await plans.updateOne(
        { _id: id },
        {
          $setOnInsert: {
            channelId,
            begunAt: null,
            looks: 0,
            failures: 0,
            nextAt: null,
            resend: null,
          },
        },
        { upsert: true, ...within(tx) },
      );
      const result = await plans.updateOne(
        // A wish from before the delivery became unknown once more is over.
        { _id: id, $or: [{ resend: null }, { 'resend.askedAt': op({ $lt: stateSince }) }] },
        { $set: { resend } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /** Uses a wish up; false when it is no longer there. */
    async takeResend(deliveryId: string, resend: ResendAsk, tx: Tx): Promise<boolean> {
      const result = await plans.updateOne(
        { _id: deliveryId, 'resend.askedBy': resend.askedBy, 'resend.askedAt': resend.askedAt },
        { $set: { resend: null } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    async readSpent(channelId: string, day: string): Promise<{ looks: number; posts: number }> {
      const row = await spent.findById(`${channelId}:${day}`).lean();
      return { looks: row?.looks ?? 0, posts: row?.posts ?? 0 };
    },
    async addSpent(channelId: string, day: string, posts: number): Promise<void> {
      await spent.updateOne(
        { _id: `${channelId}:${day}` },
        { $inc: { looks: 1, posts } },
        { upsert: true },
      );
    },
  };
}
