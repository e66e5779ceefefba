import type { Delivery, DeliveryState, WaitingReason } from '../../domain/deliveries/delivery.ts';
import { postIdsOf } from '../../domain/deliveries/thread.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** Deliveries as workers look for them: what is due, left behind, or not settled. */
export function deliveryWork(model: DeliveryModel) {
  return {
    /**
     * The delivery that is due first on each channel; a thread that has begun goes on before
     * anything else, so that nothing comes between its parts. `notOlderThan` keeps the look quick after a
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
            // What is past its window is the sweep's: it tells people of all of it at once.
            until: { $gte: due.now },
            heldBy: null,
            ...(due.notOnChannels.length === 0 ? {} : { channelId: { $nin: due.notOnChannels } }),
          },
        },
        { $sort: { dueAt: 1, _id: 1 } },
        {
          $group: {
            _id: '$channelId',
            first: { $first: '$_id' },
            begun: { $max: { $cond: [{ $gt: ['$thread.parts', []] }, '$_id', null] } },
            dueAt: { $first: '$dueAt' },
          },
        },
        { $sort: { dueAt: 1 } },
        { $limit: due.limit },
        { $project: { _id: 0, id: { $ifNull: ['$begun', '$first'] }, channelId: '$_id' } },
      ]);
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
    /** What is planned for a span of time, the first due first; held or not. */
    async listPlannedBetween(from: Date, to: Date, limit: number): Promise<Delivery[]> {
      const rows = await model
        .find({ state: 'planned', dueAt: op({ $gt: from, $lte: to }) })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean();
      return rows.map(toDomain);
    },
    /** What waits for this reason and may still go out: inside its window, under no hold. */
    async listWaitingFor(reason: WaitingReason, now: Date, limit: number): Promise<Delivery[]> {
      const rows = await model
        .find({ state: 'waiting', reason, until: op({ $gt: now }), heldBy: null })
        .sort({ dueAt: 1 })
        .limit(limit)
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
            {
              state: 'sent',
              seenAt: null,
              stateSince: op({ $gte: sentFrom, $lte: sentUntil }),
              'takeDown.state': op({ $nin: ['going', 'done'] }),
            },
          ],
        })
        .sort({ stateSince: 1 })
        .limit(query.limit)
        .lean();
      return rows.map(toDomain);
    },
    /** What had not gone out and whose time had come: what a lost day may have sent. */
    async listPossiblySent(now: Date, tx: Tx): Promise<Delivery[]> {
      const rows = await model
        .find(
          {
            state: op({ $in: ['planned', 'claimed', 'sending', 'waiting', 'refused', 'unknown'] }),
            notBefore: op({ $lte: now }),
          },
          null,
          within(tx),
        )
        .lean();
      return rows.map(toDomain);
    },
    /** Which deliveries of these channels these posts of their platform belong to. */
    async listOwnersOf(
      channelIds: readonly string[],
      platformPostIds: readonly string[],
      tx?: Tx,
    ): Promise<{ id: string; channelId: string; platformPostId: string }[]> {
      const rows = await model
        .find(
          {
            channelId: op({ $in: [...channelIds] }),
            $or: [
              { platformPostId: op({ $in: [...platformPostIds] }) },
              { 'thread.parts.platformPostId': op({ $in: [...platformPostIds] }) },
            ],
          },
          { channelId: 1, platformPostId: 1, thread: 1 },
          within(tx),
        )
        .lean();
      return rows.flatMap((row) =>
        postIdsOf(row)
          .filter((id) => platformPostIds.includes(id))
          .map((id) => ({ id: row._id, channelId: row.channelId, platformPostId: id })),
      );
    },
    /** Deliveries of a channel that were sent, or may have been, with one and the same payload. */
    async listSamePayload(channelId: string, payloadSha256: string): Promise<Delivery[]> {
      const rows = await model.find({ channelId, payloadSha256, attempts: op({ $gt: 0 }) }).lean();
      return rows.map(toDomain);
    },
  };
}
