import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { noBudget, noSpend } from '../domain/budget/budget.ts';
import type { Budget, MonthSpend, WarningLevel } from '../domain/budget/budget.ts';
import { isDuplicateKey, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

type BudgetRow = Omit<Budget, 'app'> & { _id: string };
/** `<app>:<month>` */
type MonthRow = MonthSpend & { _id: string; warned: number };
/** One call: `<delivery>:<attempt>`, so that a repeat never counts twice. `real` is real time. */
type EntryRow = {
  _id: string;
  app: string;
  month: string;
  channelId: string;
  deliveryId: string;
  n: number;
  micros: number;
  state: 'reserved' | 'spent' | 'returned';
  /** The lease it was put aside under: only its holder gives it back. */
  token: string;
  real: Date;
};
/** One post that was read on one UTC day: it is paid once. */
type ReadRow = { _id: string; real: Date };
/** `<channel>:<UTC day>`: how many posts were read for their figures. */
type FiguresRow = { _id: string; posts: number; paused: boolean; real: Date };

const budgetSchema = new Schema<BudgetRow>(
  {
    _id: String,
    capMicros: Number,
    shares: Schema.Types.Mixed,
    pausedAt: Date,
    checkedAt: Date,
  },
  { ...rowOptions, collection: 'budgets' },
);
const monthSchema = new Schema<MonthRow>(
  {
    _id: String,
    app: String,
    month: String,
    postMicros: Number,
    channels: Schema.Types.Mixed,
    readBackMicros: Number,
    figuresMicros: Number,
    warned: Number,
  },
  { ...rowOptions, collection: 'spendMonths' },
);
const entrySchema = new Schema<EntryRow>(
  {
    _id: String,
    app: String,
    month: String,
    channelId: String,
    deliveryId: String,
    n: Number,
    micros: Number,
    state: String,
    token: String,
    real: Date,
  },
  { ...rowOptions, collection: 'spendEntries' },
);
const readSchema = new Schema<ReadRow>(
  { _id: String, real: Date },
  { ...rowOptions, collection: 'paidReads' },
);

const figuresSchema = new Schema<FiguresRow>(
  { _id: String, posts: Number, paused: Boolean, real: Date },
  { ...rowOptions, collection: 'figuresSpent' },
);

/**
 * Money that one call will cost, put aside before it is made. `laterMicros` is what the calls after
 * it will cost, for which there must be room too: it is not put aside yet.
 */
export type Reservation = Omit<EntryRow, '_id' | 'state'> & { laterMicros: number };

export type PaidReads = {
  app: string;
  month: string;
  /** The UTC day, `YYYY-MM-DD`. */
  day: string;
  kind: 'readBack' | 'figures';
  platformPostIds: readonly string[];
  microsEach: number;
  real: Date;
};

/** What posting and reading cost, by application and month, and what they may cost. */
export function createSpendStore(connection: Connection) {
  const budgets = connection.model<BudgetRow>('Budget', budgetSchema);
  const months = connection.model<MonthRow>('SpendMonth', monthSchema);
  const entries = connection.model<EntryRow>('SpendEntry', entrySchema);
  const reads = connection.model<ReadRow>('PaidRead', readSchema);
  const figures = connection.model<FiguresRow>('FiguresSpent', figuresSchema);

  return {
    async findBudget(app: string, tx?: Tx): Promise<Budget> {
      const row = await budgets.findById(app, null, within(tx)).lean();
      return row === null ? noBudget(app) : toBudget(row);
    },
    async listBudgets(): Promise<Budget[]> {
      return (await budgets.find().lean()).map(toBudget);
    },
    async saveLimits(
      app: string,
      limits: Pick<Budget, 'capMicros' | 'shares'>,
      tx: Tx,
    ): Promise<void> {
      await budgets.updateOne(
        { _id: app },
        { $set: limits, $setOnInsert: { pausedAt: null, checkedAt: null } },
        { upsert: true, ...within(tx) },
      );
    },
    /** Stops an application; false when it was stopped already. */
    async pauseApp(app: string, at: Date, tx: Tx): Promise<boolean> {
      await budgets.updateOne(
        { _id: app },
        { $setOnInsert: { capMicros: null, shares: {}, pausedAt: null, checkedAt: null } },
        { upsert: true, ...within(tx) },
      );
      const result = await budgets.updateOne(
        { _id: app, pausedAt: null },
        { $set: { pausedAt: at, checkedAt: at } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
    /** Lets an application work again; false when it was not stopped. */
    async endPause(app: string, tx: Tx): Promise<boolean> {
      const result = await budgets.updateOne(
        { _id: app, pausedAt: op({ $ne: null }) },
        { $set: { pausedAt: null } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
    async markChecked(app: string, at: Date): Promise<void> {
      await budgets.updateOne({ _id: app }, { $set: { checkedAt: at } });
    },
    async findSpend(app: string, month: string): Promise<MonthSpend> {
      const row = await months.findById(idOf(app, month)).lean();
      return row === null ? noSpend(app, month) : toSpend(row);
    },
    async listSpend(month: string): Promise<MonthSpend[]> {
      return (await months.find({ month }).lean()).map(toSpend);
    },
    /**
     * Puts money aside for calls of one application and month, all or nothing: the month's row grows
     * only while it stays within the limits, so two workers at the edge cannot go past it together.
     * What is put aside already is not put aside twice. False when it does not fit.
     */
    async reserve(
      wishes: readonly Reservation[],
      limits: Pick<Budget, 'capMicros' | 'shares'>,
      tx: Tx,
    ): Promise<boolean> {
      const [first] = wishes;
      if (first === undefined) return true;
      const ids = wishes.map((one) => entryId(one.deliveryId, one.n));
      const standing = await entries
        .find({ _id: op({ $in: ids }), state: op({ $ne: 'returned' }) }, { _id: 1 }, within(tx))
        .lean();
      const known = new Set(standing.map((row) => row._id));
      const fresh = wishes.filter((one) => !known.has(entryId(one.deliveryId, one.n)));
      if (known.size > 0) {
        await entries.updateMany(
          { _id: op({ $in: [...known] }), state: 'reserved' },
          { $set: { token: first.token, real: first.real } },
          within(tx),
        );
      }
      if (fresh.length === 0) return true;
      const needed = sumsOf(fresh.map((one) => ({ ...one, micros: one.micros + one.laterMicros })));
      const result = await months.updateOne(
        { _id: idOf(first.app, first.month), ...roomFor(needed, limits) },
        { $inc: incrementOf(sumsOf(fresh), 1) },
        within(tx),
      );
      if (result.matchedCount === 0) return false;
      await entries.bulkWrite(
        fresh.map(({ laterMicros: _later, ...one }) => ({
          updateOne: {
            filter: { _id: entryId(one.deliveryId, one.n) },
            update: { $set: { ...one, state: 'reserved' as const } },
            upsert: true,
          },
        })),
        { session: tx },
      );
      return true;
    },
    /** Makes sure that a month has its row; outside of any transaction. */
    async openMonth(app: string, month: string): Promise<void> {
      const id = idOf(app, month);
      if ((await months.exists({ _id: id })) !== null) return;
      try {
        const { channels, ...zero } = noSpend(app, month);
        await months.updateOne(
          { _id: id },
          { $setOnInsert: { ...zero, channels, warned: 0 } },
          { upsert: true },
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    /** What was put aside for these calls is spent: the platform took them, or may have. */
    async spend(calls: readonly Call[], tx?: Tx): Promise<void> {
      if (calls.length === 0) return;
      await entries.updateMany(
        { _id: op({ $in: calls.map((one) => entryId(one.deliveryId, one.n)) }), state: 'reserved' },
        { $set: { state: 'spent' } },
        within(tx),
      );
    },
    /** Gives back what was put aside for calls that provably cost nothing. */
    async giveBack(calls: readonly Call[], tx: Tx): Promise<void> {
      for (const { deliveryId, n, token } of calls) {
        const row = await entries
          .findOneAndUpdate(
            {
              _id: entryId(deliveryId, n),
              state: 'reserved',
              ...(token === undefined ? {} : { token }),
            },
            { $set: { state: 'returned' } },
            within(tx),
          )
          .lean();
        if (row === null) continue;
        await months.updateOne(
          { _id: idOf(row.app, row.month) },
          { $inc: incrementOf(sumsOf([row]), -1) },
          within(tx),
        );
      }
    },
    /** The application that money was put aside of for a call; null when none was. */
    async findAppOf({ deliveryId, n }: Call, tx?: Tx): Promise<string | null> {
      const row = await entries.findById(entryId(deliveryId, n), { app: 1 }, within(tx)).lean();
      return row?.app ?? null;
    },
    /** Money that was put aside before an instant of real time and neither spent nor given back. */
    async listStale(before: Date, limit: number): Promise<Call[]> {
      const rows = await entries
        .find({ state: 'reserved', real: op({ $lt: before }) }, { deliveryId: 1, n: 1 })
        .limit(limit)
        .lean();
      return rows.map(({ deliveryId, n }) => ({ deliveryId, n }));
    },
    /** Counts posts that were read: each once a day, however often it is read. */
    async addReads(paid: PaidReads): Promise<void> {
      if (paid.platformPostIds.length === 0) return;
      const fresh = await insertNew(
        paid.platformPostIds.map((id) => ({ _id: `${paid.day}:${id}`, real: paid.real })),
      );
      if (fresh === 0) return;
      await months.updateOne(
        { _id: idOf(paid.app, paid.month) },
        { $inc: { [`${paid.kind}Micros`]: fresh * paid.microsEach } },
      );
    },
    /** Takes posts out of a day's figures; false, and noted, when they do not fit any more. */
    async takeFigures(take: {
      channelId: string;
      day: string;
      posts: number;
      most: number;
      real: Date;
    }): Promise<boolean> {
      const _id = idOf(take.channelId, take.day);
      await figures.updateOne(
        { _id },
        { $setOnInsert: { posts: 0, paused: false, real: take.real } },
        { upsert: true },
      );
      const result = await figures.updateOne(
        { _id, posts: op({ $lte: take.most - take.posts }) },
        { $inc: { posts: take.posts } },
      );
      if (result.matchedCount === 0) await figures.updateOne({ _id }, { $set: { paused: true } });
      return result.matchedCount === 1;
    },
    async areFiguresPaused(channelId: string, day: string): Promise<boolean> {
      const row = await figures.findById(idOf(channelId, day), { paused: 1 }).lean();
      return row?.paused ?? false;
    },
    /** Whether a warning is due that nobody gave yet in this month; true once. */
    async claimWarning(app: string, month: string, level: WarningLevel, tx: Tx): Promise<boolean> {
      const result = await months.updateOne(
        { _id: idOf(app, month), warned: op({ $lt: level }) },
        { $set: { warned: level } },
        within(tx),
      );
      return result.modifiedCount === 1;
    },
    /** A limit that was changed warns anew. */
    async forgetWarnings(app: string, month: string, tx: Tx): Promise<void> {
      await months.updateOne({ _id: idOf(app, month) }, { $set: { warned: 0 } }, within(tx));
    },
  };

  async function insertNew(rows: ReadRow[]): Promise<number> {
    const result = await reads.bulkWrite(
      rows.map(({ _id, real }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { real } }, upsert: true },
      })),
      { ordered: false },
    );
    return result.upsertedCount;
  }
}

/** One call of a delivery. */
type Call = { deliveryId: string; n: number; token?: string };

function idOf(of: string, span: string): string {
  return `${of}:${span}`;
}

function entryId(deliveryId: string, n: number): string {
  return `${deliveryId}:${n}`;
}

type Sums = { total: number; channels: Map<string, number> };

function sumsOf(wishes: readonly Pick<EntryRow, 'channelId' | 'micros'>[]): Sums {
  const channels = new Map<string, number>();
  let total = 0;
  for (const { channelId, micros } of wishes) {
    channels.set(channelId, (channels.get(channelId) ?? 0) + micros);
    total += micros;
  }
  return { total, channels };
}

/** The row as it must be for the sums to fit; a channel without a figure has spent nothing. */
function roomFor(
  { total, channels }: Sums,
  { capMicros, shares }: Pick<Budget, 'capMicros' | 'shares'>,
): Record<string, unknown> {
  const room: Record<string, unknown> = {};
  if (capMicros !== null) room['postMicros'] = op({ $lte: capMicros - total });
  for (const [channelId, micros] of channels) {
    const share = shares[channelId];
    if (share === undefined) continue;
    room[`channels.${channelId}`] =
      micros > share ? op({ $lt: -1 }) : op({ $not: { $gt: share - micros } });
  }
  return room;
}

function incrementOf({ total, channels }: Sums, sign: 1 | -1): Record<string, number> {
  const increments: Record<string, number> = { postMicros: sign * total };
  for (const [channelId, micros] of channels) increments[`channels.${channelId}`] = sign * micros;
  return increments;
}

function toBudget({ _id, ...rest }: BudgetRow): Budget {
  return { app: _id, ...rest };
}

function toSpend({ _id, warned: _warned, ...rest }: MonthRow): MonthSpend {
  return rest;
}
