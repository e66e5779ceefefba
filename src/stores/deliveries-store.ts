import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type {
  Delivery,
  DeliveryReason,
  DeliveryState,
  Lease,
} from '../domain/deliveries/delivery.ts';
import { mayMove } from '../domain/deliveries/transitions.ts';
import { op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

type Row = Omit<Delivery, 'id'> & { _id: string };

const leaseSchema = new Schema<Lease>(
  { token: String, worker: String, expiresAt: Date },
  { _id: false },
);

const schema = new Schema<Row>(
  {
    _id: String,
    postId: String,
    revision: Number,
    approvalId: String,
    unitId: String,
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
    attempts: Number,
    platformPostId: String,
    permalink: String,
    sentAt: Date,
    seenAt: Date,
    settledBy: String,
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

export type DeliveriesStore = ReturnType<typeof createDeliveriesStore>;

/** The delivery ledger: every write names the state it expects, so that only one writer wins. */
export function createDeliveriesStore(connection: Connection) {
  const model = connection.model<Row>('Delivery', schema);
  return {
    async insertDeliveries(deliveries: readonly Delivery[], tx: Tx): Promise<void> {
      const rows = deliveries.map(({ id, ...rest }) => ({ _id: id, ...rest }));
      await model.insertMany(rows, within(tx));
    },
    async findDelivery(id: string, unitIds?: readonly string[]): Promise<Delivery | null> {
      const scope = unitIds === undefined ? {} : { unitId: op({ $in: [...unitIds] }) };
      const row = await model.findOne({ _id: id, ...scope }).lean();
      return row === null ? null : toDomain(row);
    },
    async listDeliveriesOfPosts(postIds: readonly string[], tx?: Tx): Promise<Delivery[]> {
      const rows = await model
        .find({ postId: op({ $in: [...postIds] }) }, null, within(tx))
        .sort({ dueAt: 1 })
        .lean();
      return rows.map(toDomain);
    },
    /** Deliveries due in a span of time, for the calendar and Today. */
    async listDeliveriesDue(query: {
      unitIds: readonly string[];
      from: Date;
      to: Date;
    }): Promise<Delivery[]> {
      const rows = await model
        .find({
          unitId: op({ $in: [...query.unitIds] }),
          dueAt: op({ $gte: query.from, $lt: query.to }),
          state: op({ $ne: 'cancelled' }),
        })
        .sort({ dueAt: 1 })
        .lean();
      return rows.map(toDomain);
    },
    async listDeliveriesIn(query: {
      unitIds: readonly string[];
      states: readonly DeliveryState[];
      /** What is due first comes first; otherwise what is due last. */
      firstDueFirst?: boolean;
      page: number;
      pageSize: number;
    }): Promise<{ deliveries: Delivery[]; total: number }> {
      const filter = {
        unitId: op({ $in: [...query.unitIds] }),
        state: op({ $in: [...query.states] }),
      };
      const [rows, total] = await Promise.all([
        model
          .find(filter)
          .sort({ dueAt: query.firstDueFirst === true ? 1 : -1, _id: 1 })
          .skip((query.page - 1) * query.pageSize)
          .limit(query.pageSize)
          .lean(),
        model.countDocuments(filter),
      ]);
      return { deliveries: rows.map(toDomain), total };
    },
    /** How many deliveries a hold keeps back at this moment. */
    async countHeld(holdId: string): Promise<number> {
      return model.countDocuments({ heldBy: holdId });
    },
    async countDeliveries(
      unitIds: readonly string[],
      states: readonly DeliveryState[],
    ): Promise<number> {
      return model.countDocuments({
        unitId: op({ $in: [...unitIds] }),
        state: op({ $in: [...states] }),
      });
    },
    /**
     * The delivery that is due first on each channel. `notOlderThan` keeps the look quick after a
     * busy day; null looks at everything still planned.
     */
    async listFirstDue(due: {
      now: Date;
      notOlderThan: Date | null;
      limit: number;
      notOnChannels: readonly string[];
    }): Promise<{ id: string; channelId: string }[]> {
      const lower = due.notOlderThan === null ? {} : { $gte: due.notOlderThan };
      return model.aggregate<{ id: string; channelId: string }>([
        {
          $match: {
            state: 'planned',
            dueAt: { ...lower, $lte: due.now },
            heldBy: null,
            ...(due.notOnChannels.length === 0 ? {} : { channelId: { $nin: due.notOnChannels } }),
          },
        },
        { $sort: { dueAt: 1, _id: 1 } },
        { $group: { _id: '$channelId', id: { $first: '$_id' }, dueAt: { $first: '$dueAt' } } },
        { $sort: { dueAt: 1 } },
        { $limit: due.limit },
        { $project: { _id: 0, id: 1, channelId: '$_id' } },
      ]);
    },
    /**
     * Claims these deliveries for one worker. Each row changes hands in one atomic write, so two
     * workers never share one; returns the rows that are now ours.
     */
    async claimDeliveries(ids: readonly string[], lease: Lease, now: Date): Promise<Delivery[]> {
      if (ids.length === 0) return [];
      const these = op({ $in: [...ids] });
      await model.updateMany(
        { _id: these, state: 'planned', dueAt: op({ $lte: now }), heldBy: null },
        { $set: { state: 'claimed', stateSince: now, lease } },
      );
      const rows = await model
        .find({ _id: these, state: 'claimed', 'lease.token': lease.token })
        .lean();
      return rows.map(toDomain);
    },
    /**
     * The last check in the database itself: from `claimed` to `sending` only while the lease is
     * ours, no hold was stamped and nobody cancelled. Returns the ids that moved.
     */
    async startSending(start: {
      ids: readonly string[];
      lease: Lease;
      now: Date;
    }): Promise<string[]> {
      if (start.ids.length === 0) return [];
      const ids = op({ $in: [...start.ids] });
      await model.updateMany(
        { _id: ids, state: 'claimed', 'lease.token': start.lease.token, heldBy: null },
        {
          $set: { state: 'sending', stateSince: start.now, reason: null, lease: start.lease },
          $inc: { attempts: 1 },
        },
      );
      const rows = await model
        .find({ _id: ids, state: 'sending', 'lease.token': start.lease.token }, { _id: 1 })
        .lean();
      return rows.map((row) => row._id);
    },
    /** Moves one delivery along an edge; false when it is no longer where the caller saw it. */
    async moveDelivery(move: DeliveryMove & { leaseToken?: string }, tx?: Tx): Promise<boolean> {
      requireEdge(move.from, move.to);
      const result = await model.updateOne(
        {
          _id: move.id,
          state: move.from,
          ...(move.leaseToken === undefined ? {} : { 'lease.token': move.leaseToken }),
        },
        { $set: { lease: null, ...move.change, state: move.to, stateSince: move.at } },
        within(tx),
      );
      return result.matchedCount === 1;
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
    /** Cancels what of a post has not gone out. Returns how many rows that were. */
    async cancelOfPost(
      postId: string,
      states: readonly DeliveryState[],
      reason: DeliveryReason,
      at: Date,
      tx: Tx,
    ): Promise<number> {
      const result = await model.updateMany(
        { postId, state: op({ $in: [...states] }) },
        { $set: { state: 'cancelled', reason, stateSince: at, lease: null } },
        within(tx),
      );
      return result.modifiedCount;
    },
    /** Deliveries whose worker went silent; `expiredBefore` is real time. */
    async listExpiredLeases(
      states: readonly DeliveryState[],
      expiredBefore: Date,
    ): Promise<Delivery[]> {
      const rows = await model
        .find({ state: op({ $in: [...states] }), 'lease.expiresAt': op({ $lt: expiredBefore }) })
        .limit(500)
        .lean();
      return rows.map(toDomain);
    },
    /** Planned deliveries that nobody may send any more: past their window, or due under a hold. */
    async listOverdue(now: Date): Promise<Delivery[]> {
      const rows = await model
        .find({
          state: 'planned',
          $or: [
            { until: op({ $lt: now }) },
            { dueAt: op({ $lte: now }), heldBy: op({ $ne: null }) },
          ],
        })
        .limit(500)
        .lean();
      return rows.map(toDomain);
    },
    /** What read-back has to settle: unknown since a time, or sent and not seen since then. */
    async listUnsettled(query: {
      unknownUntil: Date;
      sentFrom: Date;
      sentUntil: Date;
      channelId?: string;
      limit: number;
    }): Promise<Delivery[]> {
      const { unknownUntil, sentFrom, sentUntil, channelId } = query;
      const rows = await model
        .find({
          ...(channelId === undefined ? {} : { channelId }),
          $or: [
            { state: 'unknown', seenAt: null, stateSince: op({ $lte: unknownUntil }) },
            { state: 'sent', seenAt: null, stateSince: op({ $gte: sentFrom, $lte: sentUntil }) },
          ],
        })
        .sort({ stateSince: 1 })
        .limit(query.limit)
        .lean();
      return rows.map(toDomain);
    },
    /** Which deliveries of a channel these posts of its platform belong to. */
    async listOwnersOf(
      channelId: string,
      platformPostIds: readonly string[],
      tx?: Tx,
    ): Promise<{ id: string; platformPostId: string }[]> {
      const rows = await model
        .find(
          { channelId, platformPostId: op({ $in: [...platformPostIds] }) },
          { platformPostId: 1 },
          within(tx),
        )
        .lean();
      return rows.map((row) => ({ id: row._id, platformPostId: row.platformPostId ?? '' }));
    },
    /** Deliveries of a channel that were sent, or may have been, with one and the same payload. */
    async listSamePayload(channelId: string, payloadSha256: string): Promise<Delivery[]> {
      const rows = await model.find({ channelId, payloadSha256, attempts: op({ $gt: 0 }) }).lean();
      return rows.map(toDomain);
    },
    /** Records that the audience sees a sent post. */
    async markSeen(id: string, seenAt: Date, permalink: string | null, tx?: Tx): Promise<void> {
      await model.updateOne(
        { _id: id, state: 'sent', seenAt: null },
        { $set: { seenAt, ...(permalink === null ? {} : { permalink }) } },
        within(tx),
      );
    },
    /** The next instant at which something planned is due, or null. */
    async findNextDue(after: Date): Promise<Date | null> {
      const row = await model
        .findOne({ state: 'planned', dueAt: op({ $gt: after }), heldBy: null }, { dueAt: 1 })
        .sort({ dueAt: 1 })
        .lean();
      return row?.dueAt ?? null;
    },
    /** How many deliveries are due or under way now, but for those on channels that are silent. */
    async countBusy(now: Date, silentChannels: readonly string[] = []): Promise<number> {
      return model.countDocuments({
        $or: [
          { state: op({ $in: ['claimed', 'sending'] }) },
          {
            state: 'planned',
            dueAt: op({ $lte: now }),
            heldBy: null,
            channelId: op({ $nin: [...silentChannels] }),
          },
        ],
      });
    },
    /** Planned deliveries, under no hold, that were due before this instant. */
    async countOverdue(before: Date): Promise<number> {
      return model.countDocuments({
        state: 'planned',
        heldBy: null,
        dueAt: op({ $lt: before }),
      });
    },
    /** Stamps a starting hold on what it covers, so that the write to `sending` sees it. */
    async stampHold(
      holdId: string,
      covered: { unitIds?: readonly string[]; channelId?: string; postId?: string },
      tx: Tx,
    ): Promise<number> {
      const result = await model.updateMany(
        { ...coveredFilter(covered), state: op({ $in: ['planned', 'claimed'] }), heldBy: null },
        { $set: { heldBy: holdId } },
        within(tx),
      );
      return result.modifiedCount;
    },
    /** What came due under a hold waits for a person, so that ending the hold fires nothing. */
    async waitForPerson(holdId: string, now: Date, tx: Tx): Promise<void> {
      await model.updateMany(
        { heldBy: holdId, state: 'planned', dueAt: op({ $lte: now }) },
        { $set: { state: 'waiting', reason: 'hold', stateSince: now } },
        within(tx),
      );
    },
    async clearHold(holdId: string, tx: Tx): Promise<void> {
      await model.updateMany({ heldBy: holdId }, { $set: { heldBy: null } }, within(tx));
    },
  };
}

function requireEdge(from: DeliveryState, to: DeliveryState): void {
  if (!mayMove(from, to)) throw new Error(`a delivery cannot go from ${from} to ${to}`);
}

function coveredFilter(covered: {
  unitIds?: readonly string[];
  channelId?: string;
  postId?: string;
}): Record<string, unknown> {
  return {
    ...(covered.unitIds === undefined ? {} : { unitId: op({ $in: [...covered.unitIds] }) }),
    ...(covered.channelId === undefined ? {} : { channelId: covered.channelId }),
    ...(covered.postId === undefined ? {} : { postId: covered.postId }),
  };
}
