import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { DeliverySamples, FollowerCount, Sample } from '../domain/audience/metrics.ts';
import type { ChannelDay, ChannelWeek } from '../domain/audience/roll-up.ts';
import { isDuplicateKey, op, rowOptions } from './rows.ts';
import type { Tx } from './rows.ts';

/** One row a sent delivery; its ages inside, keyed `h<hours>`, each written once. */
type Row = Omit<DeliverySamples, 'deliveryId' | 'samples'> & {
  _id: string;
  ages: Record<string, Sample>;
  nextSampleAt: Date | null;
  /** Set when the post was taken down: nothing is measured after it. */
  stoppedAt?: Date | null;
};

const schema = new Schema<Row>(
  {
    _id: String,
    postId: String,
    unitId: String,
    channelId: String,
    platform: String,
    language: String,
    platformPostId: String,
    publishedAt: Date,
    ages: Schema.Types.Mixed,
    nextSampleAt: Date,
    stoppedAt: Date,
  },
  { ...rowOptions, collection: 'samples' },
);

const followersSchema = new Schema<FollowerCount>(
  { channelId: String, day: String, followers: Number, takenAt: Date },
  { ...rowOptions, collection: 'followers' },
);

const mixedRow = { ...rowOptions, strict: false } as const;
const weekSchema = new Schema<ChannelWeek>(
  { channelId: String, week: String },
  { ...mixedRow, collection: 'channelWeeks' },
);
const daySchema = new Schema<ChannelDay>(
  { channelId: String, day: String },
  { ...mixedRow, collection: 'channelDays' },
);

export function createSamplesStore(connection: Connection) {
  const model = connection.model<Row>('Samples', schema);
  const followers = connection.model<FollowerCount>('Followers', followersSchema);
  const weeks = connection.model<ChannelWeek>('ChannelWeek', weekSchema);
  const days = connection.model<ChannelDay>('ChannelDay', daySchema);
  return {
    /** Opens the rows of deliveries that were just sent; opening one twice changes nothing. */
    async openSamples(
      rows: readonly (Omit<DeliverySamples, 'samples'> & { nextSampleAt: Date })[],
      tx: Tx,
    ): Promise<void> {
      if (rows.length === 0) return;
      await model.bulkWrite(
        rows.map(({ deliveryId, ...row }) => ({
          updateOne: {
            filter: { _id: deliveryId },
            update: { $setOnInsert: { ...row, ages: {} } },
            upsert: true,
          },
        })),
        { session: tx },
      );
    },
    async listDueSamples(now: Date, limit: number): Promise<DeliverySamples[]> {
      const rows = await model
        .find({ nextSampleAt: op({ $lte: now }) })
        .sort({ nextSampleAt: 1 })
        .limit(limit)
        .lean();
      return rows.map(toSamples);
    },
    async countDueSamples(now: Date): Promise<number> {
      return model.countDocuments({ nextSampleAt: op({ $lte: now }) });
    },
    /** The next instant after `after` at which a sample becomes due, or null. */
    async findNextSampleAt(after: Date): Promise<Date | null> {
      const row = await model
        .findOne({ nextSampleAt: op({ $gt: after }) }, { nextSampleAt: 1 })
        .sort({ nextSampleAt: 1 })
        .lean();
      return row?.nextSampleAt ?? null;
    },
    /** Writes a sample at its age unless that age was written before. */
    async writeSamples(
      deliveryId: string,
      samples: readonly Sample[],
      nextSampleAt: Date | null,
    ): Promise<void> {
      for (const sample of samples) {
        const age = `ages.h${sample.ageHours}`;
        await model.updateOne(
          { _id: deliveryId, [age]: op({ $exists: false }) },
          { $set: { [age]: sample } },
        );
      }
      await model.updateOne({ _id: deliveryId, stoppedAt: null }, { $set: { nextSampleAt } });
    },
    /** Ends the measuring of a post that is not public any more; what was taken stays. */
    async stopSamples(deliveryId: string, at: Date, tx: Tx): Promise<void> {
      await model.updateOne(
        { _id: deliveryId },
        { $set: { nextSampleAt: null, stoppedAt: at } },
        { session: tx },
      );
    },
    async listSamples(query: {
      deliveryIds?: readonly string[];
      channelIds?: readonly string[];
      from?: Date;
      to?: Date;
    }): Promise<DeliverySamples[]> {
      const span = {
        ...(query.from === undefined ? {} : { $gte: query.from }),
        ...(query.to === undefined ? {} : { $lt: query.to }),
      };
      const rows = await model
        .find({
          ...(query.deliveryIds === undefined ? {} : { _id: op({ $in: [...query.deliveryIds] }) }),
          ...(query.channelIds === undefined
            ? {}
            : { channelId: op({ $in: [...query.channelIds] }) }),
          ...(Object.keys(span).length === 0 ? {} : { publishedAt: op(span) }),
        })
        .sort({ publishedAt: -1 })
        .lean();
      return rows.map(toSamples);
    },
    /** Writes a channel's followers of a day once; false when the day was written before. */
    async insertFollowers(count: FollowerCount): Promise<boolean> {
      try {
        await followers.create([count]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async listFollowers(
      channelIds: readonly string[],
      fromDay: string,
      toDay: string,
    ): Promise<FollowerCount[]> {
      const rows = await followers
        .find({ channelId: op({ $in: [...channelIds] }), day: op({ $gte: fromDay, $lte: toDay }) })
        .sort({ day: 1 })
        .lean();
      return rows.map(({ channelId, day, followers: count, takenAt }) => ({
        channelId,
        day,
        followers: count,
        takenAt,
      }));
    },
    async saveWeeks(rows: readonly ChannelWeek[]): Promise<void> {
      if (rows.length === 0) return;
      await weeks.bulkWrite(
        rows.map((row) => ({
          replaceOne: {
            filter: { channelId: row.channelId, week: row.week },
            replacement: row,
            upsert: true,
          },
        })),
      );
    },
    async saveDays(rows: readonly ChannelDay[]): Promise<void> {
      if (rows.length === 0) return;
      await days.bulkWrite(
        rows.map((row) => ({
          replaceOne: {
            filter: { channelId: row.channelId, day: row.day },
            replacement: row,
            upsert: true,
          },
        })),
      );
    },
    async listWeeks(
      channelIds: readonly string[],
      weekKeys: readonly string[],
    ): Promise<ChannelWeek[]> {
      const rows = await weeks
        .find({ channelId: op({ $in: [...channelIds] }), week: op({ $in: [...weekKeys] }) })
        .lean();
      return rows.map(withoutId);
    },
    /** When each of these channels last took a post; a channel that never did is not in the map. */
    async listLastPublished(channelIds: readonly string[]): Promise<Map<string, Date>> {
      const rows = await model.aggregate<{ _id: string; publishedAt: Date }>([
        { $match: { channelId: { $in: [...channelIds] } } },
        { $sort: { channelId: -1, publishedAt: -1 } },
        { $group: { _id: '$channelId', publishedAt: { $first: '$publishedAt' } } },
      ]);
      return new Map(rows.map((row) => [row._id, row.publishedAt]));
    },
    /** Weeks that hold a row of any of these channels, newest first. */
    async listWeekKeys(channelIds: readonly string[], limit: number): Promise<string[]> {
      const keys = await weeks.distinct('week', { channelId: op({ $in: [...channelIds] }) });
      return keys.sort().reverse().slice(0, limit);
    },
    async listDays(
      channelIds: readonly string[],
      fromDay: string,
      toDay: string,
    ): Promise<ChannelDay[]> {
      const rows = await days
        .find({ channelId: op({ $in: [...channelIds] }), day: op({ $gte: fromDay, $lte: toDay }) })
        .sort({ day: 1 })
        .lean();
      return rows.map(withoutId);
    },
  };
}

function withoutId<Row extends { _id: unknown }>({ _id: _id, ...rest }: Row): Omit<Row, '_id'> {
  return rest;
}

function toSamples(row: Row): DeliverySamples {
  return {
    deliveryId: row._id,
    postId: row.postId,
    unitId: row.unitId,
    channelId: row.channelId,
    platform: row.platform,
    language: row.language,
    platformPostId: row.platformPostId,
    publishedAt: row.publishedAt,
    samples: Object.values(row.ages).sort((a, b) => a.ageHours - b.ageHours),
  };
}
