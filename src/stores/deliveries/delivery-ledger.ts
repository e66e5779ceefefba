import type {
  Delivery,
  DeliveryReason,
  DeliveryState,
  Lease,
} from '../../domain/deliveries/delivery.ts';
import { mayMove } from '../../domain/deliveries/transitions.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel, DeliveryMove } from './delivery-row.ts';

/** A delivery as the last look saw it: what was approved, and by which approval. */
type Looked = Pick<Delivery, 'id' | 'approvalId' | 'revision' | 'contentSha256' | 'payloadSha256'>;

/** The writes of the ledger: each names the state it expects, so that only one writer wins. */
export function deliveryLedger(model: DeliveryModel) {
  return {
    async insertDeliveries(deliveries: readonly Delivery[], tx: Tx): Promise<void> {
      const rows = deliveries.map(({ id, ...rest }) => ({ _id: id, ...rest }));
      await model.insertMany(rows, within(tx));
    },
    /**
     * Claims these deliveries for one worker, those that are due by an instant. Each row changes
     * hands in one atomic write, so two workers never share one; returns the rows that are now ours.
     */
    async claimDeliveries(
      ids: readonly string[],
      lease: Lease,
      now: Date,
      dueBy?: Date,
    ): Promise<Delivery[]> {
      if (ids.length === 0) return [];
      const these = op({ $in: [...ids] });
      await model.updateMany(
        { _id: these, state: 'planned', dueAt: op({ $lte: dueBy ?? now }), heldBy: null },
        {
          $set: { state: 'claimed', stateSince: now, lease },
          $unset: { disconnected: true },
        },
      );
      const rows = await model
        .find({ _id: these, state: 'claimed', 'lease.token': lease.token })
        .lean();
      return rows.map(toDomain);
    },
    /**
     * The last check in the database itself: from `claimed` to `sending` only while the lease is
     * ours, the row is of the approval that was looked at, no hold and no lost connection was stamped,
     * nobody cancelled, and its window is open. Returns the ids that moved.
     */
    async startSending(start: {
      looked: readonly Looked[];
      lease: Lease;
      now: Date;
    }): Promise<string[]> {
      if (start.looked.length === 0) return [];
      const { looked, lease, now } = start;
      const ids = op({ $in: looked.map((one) => one.id) });
      const { modifiedCount } = await model.updateMany(
        {
          _id: ids,
          $or: looked.map(({ id, approvalId, revision, contentSha256, payloadSha256 }) => ({
            _id: id,
            approvalId,
            revision,
            contentSha256,
            payloadSha256,
          })),
          state: 'claimed',
          'lease.token': lease.token,
          heldBy: null,
          disconnected: null,
          notBefore: op({ $lte: now }),
          until: op({ $gte: now }),
        },
        {
          $set: { state: 'sending', stateSince: now, reason: null, lease },
          $inc: { attempts: 1 },
        },
      );
      if (modifiedCount === looked.length) return looked.map((one) => one.id);
      const rows = await model
        .find({ _id: ids, state: 'sending', 'lease.token': lease.token }, { _id: 1 })
        .lean();
      return rows.map((row) => row._id);
    },
    /**
     * Keeps a claim for an upload, which takes long; false when it is no longer ours, or the delivery may not go out
     * any more: cancelled, held, or taken by another worker.
     */
    async renewClaim(id: string, leaseToken: string, expiresAt: Date): Promise<boolean> {
      const result = await model.updateOne(
        { _id: id, state: 'claimed', 'lease.token': leaseToken, heldBy: null },
        { $set: { 'lease.expiresAt': expiresAt, 'lease.uploading': true } },
      );
      return result.matchedCount === 1;
    },
    /** Moves one delivery along an edge; false when it is no longer where the caller saw it. */
    async moveDelivery(
      move: DeliveryMove & { leaseToken?: string; attempts?: number },
      tx?: Tx,
    ): Promise<boolean> {
      requireEdge(move.from, move.to);
      const result = await model.updateOne(
        {
          _id: move.id,
          state: move.from,
          ...(move.leaseToken === undefined ? {} : { 'lease.token': move.leaseToken }),
          ...(move.attempts === undefined ? {} : { attempts: move.attempts }),
        },
        { $set: { lease: null, ...move.change, state: move.to, stateSince: move.at } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /** Moves many deliveries along their edges in one write, each only from where it is expected. */
    async moveDeliveries(moves: readonly DeliveryMove[], tx: Tx): Promise<void> {
      if (moves.length === 0) return;
      for (const { from, to } of moves) requireEdge(from, to);
      await model.bulkWrite(
        moves.map(({ id, from, to, at, change }) => ({
          updateOne: {
            filter: { _id: id, state: from },
            update: { $set: { lease: null, ...change, state: to, stateSince: at } },
          },
        })),
        { ordered: true, session: tx },
      );
    },
    /** Those of these deliveries that are still being sent under the lease they were sent with. */
    async listStillSending(
      deliveries: readonly Pick<Delivery, 'id' | 'lease'>[],
      tx: Tx,
    ): Promise<Set<string>> {
      const rows = await model
        .find(
          {
            _id: op({ $in: deliveries.map((delivery) => delivery.id) }),
            state: 'sending',
            'lease.token': op({
              $in: [...new Set(deliveries.map((one) => one.lease?.token ?? ''))],
            }),
          },
          { _id: 1 },
          within(tx),
        )
        .lean();
      return new Set(rows.map((row) => row._id));
    },
    /**
     * Puts off what is planned on a channel until a time: inside its window it is due then, and
     * what cannot wait that long waits for a person. Returns the deliveries that now wait.
     */
    async postponeChannel(channelId: string, to: Date, now: Date): Promise<Delivery[]> {
      const soon = { channelId, state: 'planned' as const, dueAt: op({ $lt: to }) };
      await model.updateMany(
        { ...soon, until: op({ $gte: to }) },
        { $set: { dueAt: to, reason: 'rate', stateSince: now } },
      );
      return (await model.find({ ...soon, until: op({ $lt: to }) }).lean()).map(toDomain);
    },
    /**
     * Cancels what of a post has not gone out. Returns how many rows that were. A thread of which
     * parts are out is not cancelled: it stops where it is, and waits for a person.
     */
    async cancelOfPost(
      postId: string,
      states: readonly DeliveryState[],
      reason: DeliveryReason,
      at: Date,
      tx: Tx,
    ): Promise<number> {
      const these = { postId, state: op({ $in: [...states] }) };
      await model.updateMany(
        { ...these, 'thread.parts.0': op({ $exists: true }) },
        { $set: { state: 'waiting', reason: 'cut-short', stateSince: at, lease: null } },
        within(tx),
      );
      const result = await model.updateMany(
        { ...these, 'thread.parts.0': op({ $exists: false }) },
        { $set: { state: 'cancelled', reason, stateSince: at, lease: null } },
        within(tx),
      );
      return result.modifiedCount;
    },
    /**
     * Stops what is claimed on a channel that is disconnected in this transaction. What is planned is
     * stamped as well, so that nobody claims it while the transaction runs; whoever claims it
     * afterwards takes the stamp off and sees the channel as it is then.
     */
    async stampDisconnected(channelId: string, tx: Tx): Promise<void> {
      await model.updateMany(
        { channelId, state: op({ $in: ['planned', 'claimed'] }) },
        { $set: { disconnected: true } },
        within(tx),
      );
    },
    /** Records that the audience sees a sent post. */
    async markSeen(id: string, seenAt: Date, permalink: string | null, tx?: Tx): Promise<void> {
      await model.updateOne(
        { _id: id, state: 'sent', seenAt: null },
        { $set: { seenAt, ...(permalink === null ? {} : { permalink }) } },
        within(tx),
      );
    },
  };
}

function requireEdge(from: DeliveryState, to: DeliveryState): void {
  if (!mayMove(from, to)) throw new Error(`a delivery cannot go from ${from} to ${to}`);
}
