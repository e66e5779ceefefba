import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Attempt } from '../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../domain/deliveries/outcome.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Attempt, 'id'> & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    deliveryId: String,
    n: Number,
    part: Number,
    act: String,
    payloadSha256: String,
    worker: String,
    leaseToken: String,
    startedAt: Date,
    endedAt: Date,
    outcome: Schema.Types.Mixed,
  },
  { ...rowOptions, collection: 'attempts' },
);

/** What a call came to; the lease it was begun under tells it from one of another worker. */
export type CompletedAttempt = Pick<Attempt, 'deliveryId' | 'n' | 'leaseToken'> & {
  outcome: PublishOutcome;
  endedAt: Date;
};

/** One row a network call: written before it, completed after it, never removed. */
export function createAttemptsStore(connection: Connection) {
  const model = connection.model<Row>('Attempt', schema);
  return {
    async insertAttempts(attempts: readonly Attempt[], tx?: Tx): Promise<void> {
      if (attempts.length === 0) return;
      await model.insertMany(
        attempts.map(({ id, ...rest }) => ({ _id: id, ...rest })),
        within(tx),
      );
    },
    /**
     * Completes attempts, each once and by the lease it was begun under; a later answer never
     * overwrites an earlier one.
     */
    async completeAttempts(done: readonly CompletedAttempt[], tx: Tx): Promise<void> {
      if (done.length === 0) return;
      await model.bulkWrite(
        done.map(({ deliveryId, n, leaseToken, outcome, endedAt }) => ({
          updateOne: {
            filter: { deliveryId, n, leaseToken, outcome: null },
            update: { $set: { outcome, endedAt } },
          },
        })),
        { session: tx },
      );
    },
    /** Keeps an answer that came after its call had been taken for unknown: certain beats unclear. */
    async completeLate(late: CompletedAttempt, tx: Tx): Promise<void> {
      const { deliveryId, n, leaseToken, outcome, endedAt } = late;
      await model.updateOne(
        { deliveryId, n, leaseToken, $or: [{ outcome: null }, { 'outcome.kind': 'unknown' }] },
        { $set: { outcome, endedAt } },
        within(tx),
      );
    },
    async listAttempts(deliveryIds: readonly string[]): Promise<Attempt[]> {
      const rows = await model
        .find({ deliveryId: op({ $in: [...deliveryIds] }) })
        .sort({ startedAt: 1 })
        .lean();
      return rows.map(toDomain);
    },
  };
}
