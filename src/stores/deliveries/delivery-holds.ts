import type { Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** What a hold can still stop, or would have to when it comes back from the platform. */
const HOLDABLE = ['planned', 'claimed', 'sending', 'refused', 'unknown', 'waiting'] as const;

/** A delivery that a hold may cover, as far as its scope asks. */
export type Holdable = Pick<Delivery, 'id' | 'postId' | 'channelId' | 'unitId' | 'state'>;

/** A pipeline of ours: written here, never from what somebody typed. */
const asPipeline = { updatePipeline: true } as const;

/** What holds do to deliveries. */
export function deliveryHolds(model: DeliveryModel) {
  return {
    /** Deliveries that are not out and not under this hold; narrowed where the scope allows it. */
    async listHoldable(
      query: {
        notUnder?: string;
        channelId?: string;
        postId?: string;
        states?: readonly DeliveryState[];
      },
      tx?: Tx,
    ): Promise<Holdable[]> {
      const { notUnder, channelId, postId, states = HOLDABLE } = query;
      const rows = await model
        .find(
          {
            state: op({ $in: [...states] }),
            ...(notUnder === undefined ? {} : { holdIds: op({ $ne: notUnder }) }),
            ...(channelId === undefined ? {} : { channelId }),
            ...(postId === undefined ? {} : { postId }),
          },
          { postId: 1, channelId: 1, unitId: 1, state: 1 },
          within(tx),
        )
        .lean();
      return rows.map(toDomain);
    },
    /** Stamps a hold on deliveries, beside those that cover them already. */
    async stampHold(holdId: string, ids: readonly string[], tx?: Tx): Promise<void> {
      if (ids.length === 0) return;
      await model.updateMany(
        { _id: op({ $in: [...ids] }), state: op({ $in: [...HOLDABLE] }) },
        [
          { $set: { holdIds: { $setUnion: [{ $ifNull: ['$holdIds', []] }, [holdId]] } } },
          { $set: { heldBy: { $ifNull: ['$heldBy', holdId] } } },
        ],
        { ...within(tx), ...asPipeline },
      );
    },
    /** What is planned under a hold; the last word of a worker that has claimed one is its own. */
    async listHeldPlanned(limit: number): Promise<Delivery[]> {
      const rows = await model
        .find({ state: 'planned', heldBy: op({ $ne: null }) })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean();
      return rows.map(toDomain);
    },
    /** Makes what is planned under a hold wait. Returns the ids of those that were. */
    async holdBack(ids: readonly string[], at: Date, tx: Tx): Promise<string[]> {
      const these = {
        _id: op({ $in: [...ids] }),
        state: 'planned' as const,
        heldBy: op({ $ne: null }),
      };
      const rows = await model.find(these, { _id: 1 }, within(tx)).lean();
      await model.updateMany(
        these,
        { $set: { state: 'waiting', reason: 'hold', stateSince: at, lease: null } },
        within(tx),
      );
      return rows.map((row) => row._id);
    },
    /** Deliveries under a hold, in the order in which they are due. */
    async listUnder(holdId: string, limit: number, tx?: Tx): Promise<Delivery[]> {
      const rows = await model
        .find({ holdIds: holdId, state: op({ $ne: 'sending' }) }, null, within(tx))
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean();
      return rows.map(toDomain);
    },
    /**
     * Takes a hold off these deliveries. What is not out yet waits from here on, in the same write:
     * no instant lies between the end of a hold and the wait for a person. What no other hold covers
     * is on the review list of this one.
     */
    async takeHoldOff(holdId: string, ids: readonly string[], at: Date, tx: Tx): Promise<void> {
      const stops = { $in: ['$state', ['planned', 'claimed']] };
      const left = { $setDifference: [{ $ifNull: ['$holdIds', []] }, [holdId]] };
      await model.updateMany(
        { _id: op({ $in: [...ids] }), holdIds: holdId },
        [
          {
            $set: {
              stateSince: { $cond: [stops, at, '$stateSince'] },
              reason: { $cond: [stops, 'hold', '$reason'] },
              lease: { $cond: [stops, null, '$lease'] },
              state: { $cond: [stops, 'waiting', '$state'] },
              holdIds: left,
            },
          },
          { $set: { heldBy: { $ifNull: [{ $arrayElemAt: ['$holdIds', 0] }, null] } } },
          {
            $set: {
              reviewOf: {
                $cond: [
                  {
                    $and: [
                      { $eq: ['$heldBy', null] },
                      { $eq: ['$state', 'waiting'] },
                      { $eq: ['$reason', 'hold'] },
                    ],
                  },
                  holdId,
                  '$reviewOf',
                ],
              },
            },
          },
        ],
        { ...within(tx), ...asPipeline },
      );
    },
    /** Every hold that is stamped on a delivery somewhere. */
    async listStampedHolds(unitIds?: readonly string[]): Promise<string[]> {
      const ids = await model.distinct('holdIds', {
        heldBy: op({ $ne: null }),
        ...(unitIds === undefined ? {} : { unitId: op({ $in: [...unitIds] }) }),
      });
      return ids.flat();
    },
    /** What a hold keeps back, or what its end put on its review list, in these units. */
    async listOfHold(
      query: { holdId: string; ended: boolean; unitIds: readonly string[] },
      limit: number,
    ): Promise<{ deliveries: Delivery[]; total: number }> {
      const { holdId, ended } = query;
      const filter = {
        ...(ended ? { reviewOf: holdId } : { holdIds: holdId, state: op({ $in: [...HOLDABLE] }) }),
        unitId: op({ $in: [...query.unitIds] }),
      };
      const [rows, total] = await Promise.all([
        model.find(filter).sort({ dueAt: 1 }).limit(limit).lean(),
        model.countDocuments(filter),
      ]);
      return { deliveries: rows.map(toDomain), total };
    },
    /** How many deliveries each hold keeps back, and how many of its review are not decided on. */
    async countOfHolds(
      holdIds: readonly string[],
      unitIds: readonly string[],
    ): Promise<Map<string, { held: number; open: number }>> {
      const these = op({ $in: [...holdIds] });
      const units = { unitId: op({ $in: [...unitIds] }) };
      const rows = await model
        .find(
          {
            ...units,
            $or: [
              { holdIds: these, state: op({ $in: [...HOLDABLE] }) },
              { reviewOf: these, state: 'waiting', reason: 'hold', heldBy: null },
            ],
          },
          { holdIds: 1, reviewOf: 1, heldBy: 1 },
        )
        .lean();
      return new Map(
        holdIds.map((id) => [
          id,
          {
            held: rows.filter((row) => row.holdIds.includes(id)).length,
            open: rows.filter((row) => row.heldBy === null && row.reviewOf === id).length,
          },
        ]),
      );
    },
  };
}
