import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { op, rowOptions } from './rows.ts';

/**
 * Whose turn it is on a channel, and from when the next one may begin. `freeAt` is desk time,
 * `expiresAt` real time; `recent` holds the times of the last posts, for the burst limit.
 */
type Row = {
  _id: string;
  token: string | null;
  expiresAt: Date | null;
  freeAt: Date;
  recent: Date[];
};

const schema = new Schema<Row>(
  { _id: String, token: String, expiresAt: Date, freeAt: Date, recent: [Date] },
  { ...rowOptions, collection: 'channelTurns' },
);

const MOST_RECENT = 100;
const LONG_AGO = new Date(0);

/** `token` names whose turn it was: nobody ends another's. */
export type TurnEnd = { token: string; channelId: string; freeAt: Date; postedAt: Date | null };

export type TurnsStore = ReturnType<typeof createTurnsStore>;

/** One call at a time on each channel, however many workers there are. */
export function createTurnsStore(connection: Connection) {
  const model = connection.model<Row>('ChannelTurn', schema);
  return {
    /** Channels of these that cannot begin a call now: somebody else's turn, or a pause. */
    async listBusyChannels(now: Date, real: Date): Promise<string[]> {
      const rows = await model
        .find({ $or: [{ freeAt: op({ $gt: now }) }, { expiresAt: op({ $gt: real }) }] }, { _id: 1 })
        .lean();
      return rows.map((row) => row._id);
    },
    /** The next instant after `after` at which a silent channel may post again, or null. */
    async findNextFree(after: Date): Promise<Date | null> {
      const row = await model
        .findOne({ freeAt: op({ $gt: after }) }, { freeAt: 1 })
        .sort({ freeAt: 1 })
        .lean();
      return row?.freeAt ?? null;
    },
    /** Takes the turn on each of these channels that is free; returns those it got, with their past. */
    async takeTurns(take: {
      channelIds: readonly string[];
      token: string;
      expiresAt: Date;
      now: Date;
      real: Date;
    }): Promise<Map<string, Date[]>> {
      const ids = op({ $in: [...take.channelIds] });
      const free = {
        _id: ids,
        freeAt: op({ $lte: take.now }),
        $or: [{ token: null }, { expiresAt: op({ $lte: take.real }) }],
      };
      const mine = { $set: { token: take.token, expiresAt: take.expiresAt } };
      const taken = await model.updateMany(free, mine);
      if (taken.matchedCount < take.channelIds.length && (await addMissing(take.channelIds))) {
        await model.updateMany(free, mine);
      }
      const rows = await model.find({ _id: ids, token: take.token }, { recent: 1 }).lean();
      return new Map(rows.map((row) => [row._id, row.recent]));
    },
    /** Ends turns that are still ours, and says from when the next may begin. */
    async endTurns(ends: readonly TurnEnd[]): Promise<void> {
      if (ends.length === 0) return;
      await model.bulkWrite(
        ends.map(({ token, channelId, freeAt, postedAt }) => ({
          updateOne: {
            filter: { _id: channelId, token },
            update: {
              $set: { token: null, expiresAt: null, freeAt },
              ...(postedAt === null
                ? {}
                : { $push: { recent: { $each: [postedAt], $slice: -MOST_RECENT } } }),
            },
          },
        })),
        { ordered: false },
      );
    },
  };

  /** A channel has its row from the first time it posts on; true when any was missing. */
  async function addMissing(channelIds: readonly string[]): Promise<boolean> {
    const result = await model.bulkWrite(
      channelIds.map((id) => ({
        updateOne: {
          filter: { _id: id },
          update: { $setOnInsert: { token: null, expiresAt: null, freeAt: LONG_AGO, recent: [] } },
          upsert: true,
        },
      })),
      { ordered: false },
    );
    return result.upsertedCount > 0;
  }
}
