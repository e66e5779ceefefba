import mongoose, { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { isDuplicateKey, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

export type DeskMode = 'practice' | 'live';

/** Practice time: how far desk time is ahead of real time, and where it is walking to. */
export type PracticeTime = { offsetMs: number; walkingTo: Date | null };

/**
 * A running worker, seen by its last sign of life: `seenAt` is the database's time, as far as the
 * worker knows it, and `clockOffsetMs` how far its own clock is ahead of that.
 */
export type WorkerSign = {
  worker: string;
  startedAt: Date;
  seenAt: Date;
  version: string;
  /** Names of the vault keys it holds; absent from older workers. */
  vaultKeys?: string[];
  clockOffsetMs?: number | null;
};

type DeskRow = {
  _id: string;
  mode?: DeskMode;
  reportsFrom?: Date;
  demo?: 'begun' | 'whole';
  offsetMs?: number;
  walkingTo?: Date | null;
  identity?: string;
};
type LeaseRow = { _id: string; holder: string; expiresAt: Date };
type WorkerRow = Omit<WorkerSign, 'worker'> & { _id: string };

const deskSchema = new Schema<DeskRow>(
  {
    _id: String,
    mode: String,
    reportsFrom: Date,
    demo: String,
    offsetMs: Number,
    walkingTo: Date,
    identity: String,
  },
  { ...rowOptions, collection: 'desk' },
);
const leaseSchema = new Schema<LeaseRow>(
  { _id: String, holder: String, expiresAt: Date },
  { ...rowOptions, collection: 'leases' },
);
const workerSchema = new Schema<WorkerRow>(
  {
    _id: String,
    startedAt: Date,
    seenAt: Date,
    version: String,
    vaultKeys: [String],
    clockOffsetMs: Number,
  },
  { ...rowOptions, collection: 'workers' },
);

/** What belongs to the desk as a whole: its mode, practice time, leases and workers. */
export function createDeskStore(connection: Connection) {
  const desk = connection.model<DeskRow>('Desk', deskSchema);
  const leases = connection.model<LeaseRow>('Lease', leaseSchema);
  const workers = connection.model<WorkerRow>('Worker', workerSchema);
  return {
    /** Records the mode of a new database, and returns the mode it was created in. */
    async keepMode(mode: DeskMode, now: Date): Promise<DeskMode> {
      const row = await desk
        .findOneAndUpdate(
          { _id: 'mode' },
          { $setOnInsert: { mode, reportsFrom: now } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return row.mode ?? mode;
    },
    /**
     * What tells this database from a copy of it: MongoDB's own name of the collection of
     * deliveries, which a restore makes anew. `recorded` is null in a database that was not told yet.
     */
    async readIdentity(): Promise<{ recorded: string | null; actual: string | null }> {
      const [row, found] = await Promise.all([
        desk.findOne({ _id: 'identity' }).lean(),
        connection.db?.listCollections({ name: 'deliveries' }).next(),
      ]);
      const uuid: unknown = (found as { info?: { uuid?: unknown } } | null)?.info?.uuid;
      return {
        recorded: row?.identity ?? null,
        actual: uuid instanceof mongoose.mongo.UUID ? uuid.toHexString() : null,
      };
    },
    /** Records the identity where `before` stands; false when somebody else was quicker. */
    async saveIdentity(identity: string, before: string | null, tx?: Tx): Promise<boolean> {
      if (before === null) {
        const result = await desk.updateOne(
          { _id: 'identity' },
          { $setOnInsert: { identity } },
          { upsert: true, ...within(tx) },
        );
        return result.upsertedCount === 1;
      }
      const result = await desk.updateOne(
        { _id: 'identity', identity: before },
        { $set: { identity } },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    /** Reports that were due before this instant are not sent: the desk was not there yet. */
    async readReportsFrom(): Promise<Date> {
      const row = await desk.findOne({ _id: 'mode' }).lean();
      return row?.reportsFrom ?? new Date(0);
    },
    async saveReportsFrom(instant: Date): Promise<void> {
      await desk.updateOne({ _id: 'mode' }, { $set: { reportsFrom: instant } });
    },
    /** How far the demonstration got: null when it was never begun. */
    async readDemoState(): Promise<'begun' | 'whole' | null> {
      const row = await desk.findOne({ _id: 'demo' }).lean();
      return row?.demo ?? null;
    },
    async saveDemoState(demo: 'begun' | 'whole'): Promise<void> {
      await desk.updateOne({ _id: 'demo' }, { $set: { demo } }, { upsert: true });
    },
    /**
     * Empties a practice desk whose demonstration was cut short, before anybody could use it.
     * @throws Error for any other desk.
     */
    async clearUnfinishedDemo(): Promise<void> {
      const [mode, demo] = await Promise.all([
        desk.findOne({ _id: 'mode' }).lean(),
        desk.findOne({ _id: 'demo' }).lean(),
      ]);
      if (mode?.mode !== 'practice' || demo?.demo !== 'begun') {
        throw new Error('only a demonstration that was cut short may be cleared');
      }
      for (const collection of (await connection.db?.collections()) ?? []) {
        const kept = ['migrations', 'desk'].includes(collection.collectionName);
        if (!kept) await collection.deleteMany({});
      }
    },
    async readPracticeTime(): Promise<PracticeTime> {
      const row = await desk.findOne({ _id: 'practice-time' }).lean();
      return { offsetMs: row?.offsetMs ?? 0, walkingTo: row?.walkingTo ?? null };
    },
    async savePracticeOffset(offsetMs: number): Promise<void> {
      await desk.updateOne({ _id: 'practice-time' }, { $set: { offsetMs } }, { upsert: true });
    },
    async savePracticeWalk(walkingTo: Date | null): Promise<void> {
      await desk.updateOne({ _id: 'practice-time' }, { $set: { walkingTo } }, { upsert: true });
    },
    /**
     * Takes or renews a named lease; false while somebody else holds it. All times are real time.
     */
    async takeLease(name: string, holder: string, now: Date, lastsMs: number): Promise<boolean> {
      const expiresAt = new Date(now.getTime() + lastsMs);
      try {
        const result = await leases.updateOne(
          { _id: name, $or: [{ holder }, { expiresAt: op({ $lt: now }) }] },
          { $set: { holder, expiresAt } },
          { upsert: true },
        );
        return result.matchedCount === 1 || result.upsertedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async dropLease(name: string, holder: string): Promise<void> {
      await leases.deleteOne({ _id: name, holder });
    },
    async signOfLife(sign: WorkerSign): Promise<void> {
      const { worker, ...rest } = sign;
      await workers.updateOne({ _id: worker }, { $set: rest }, { upsert: true });
    },
    async removeWorker(worker: string): Promise<void> {
      await workers.deleteOne({ _id: worker });
    },
    async listWorkers(seenAfter: Date): Promise<WorkerSign[]> {
      const rows = await workers.find({ seenAt: op({ $gt: seenAfter }) }).lean();
      return rows.map(({ _id, ...sign }) => ({ worker: _id, ...sign }));
    },
    /** The database server's own clock, to compare ours with. */
    async readServerTime(): Promise<Date | null> {
      const hello = await connection.db?.admin().command({ hello: 1 });
      const time: unknown = hello?.['localTime'];
      return time instanceof Date ? time : null;
    },
  };
}
