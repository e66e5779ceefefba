import type { Delivery, DeliveryReason, DeliveryState } from '../../domain/deliveries/delivery.ts';
import { op, toDomain, within } from '../rows.ts';
import type { Tx } from '../rows.ts';
import type { DeliveryModel } from './delivery-row.ts';

/** Deliveries as pages and actions of people look for them. */
export function deliveryLists(model: DeliveryModel) {
  return {
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
    /** What channels carried or will carry in a span of time, but for one post. */
    async listDeliveriesOnChannels(query: {
      channelIds: readonly string[];
      from: Date;
      to: Date;
      exceptPostId: string | null;
    }): Promise<Delivery[]> {
      const rows = await model
        .find({
          channelId: op({ $in: [...query.channelIds] }),
          dueAt: op({ $gte: query.from, $lt: query.to }),
          state: op({ $ne: 'cancelled' }),
          ...(query.exceptPostId === null ? {} : { postId: op({ $ne: query.exceptPostId }) }),
        })
        .sort({ dueAt: 1 })
        .lean();
      return rows.map(toDomain);
    },
    async listDeliveriesIn(query: {
      unitIds: readonly string[];
      states: readonly DeliveryState[];
      channelId?: string;
      /** What waits for this is left out: nothing is wrong with it. */
      exceptReason?: DeliveryReason;
      /** What is due first comes first; otherwise what is due last. */
      firstDueFirst?: boolean;
      page: number;
      pageSize: number;
    }): Promise<{ deliveries: Delivery[]; total: number }> {
      const filter = {
        unitId: op({ $in: [...query.unitIds] }),
        state: op({ $in: [...query.states] }),
        ...(query.channelId === undefined ? {} : { channelId: query.channelId }),
        ...exceptFilter(query.exceptReason),
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
    async countDeliveries(
      unitIds: readonly string[],
      states: readonly DeliveryState[],
      exceptReason?: DeliveryReason,
    ): Promise<number> {
      return model.countDocuments({
        unitId: op({ $in: [...unitIds] }),
        state: op({ $in: [...states] }),
        ...exceptFilter(exceptReason),
      });
    },
  };
}

function exceptFilter(reason: DeliveryReason | undefined) {
  return reason === undefined ? {} : { reason: op({ $ne: reason }) };
}
