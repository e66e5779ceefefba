import type { Connection } from 'mongoose';
import { sleep } from '../../lib/clock.ts';
import { migrations } from './migrations.ts';

type MigrationRow = { _id: string; n?: number; name?: string; ranAt?: Date; lockedUntil?: Date };

const LOCK_MS = 60_000;
const LOCK_POLL_MS = 200;

/** Thrown by a process whose code and database do not belong together. */
export class SchemaVersionError extends Error {
  override name = 'SchemaVersionError';
}

/** The newest migration that this code knows. */
export function knownSchema(): number {
  return migrations.at(-1)?.n ?? 0;
}

/**
 * Runs the migrations that this database has not seen, under a lock, and returns their names.
 * Running it twice, or from two machines at once, does no harm.
 */
export async function migrate(connection: Connection, now: () => Date): Promise<string[]> {
  const db = database(connection);
  const rows = db.collection<MigrationRow>('migrations');
  await lock(connection, now);
  try {
    const done = new Set((await rows.find({ n: { $exists: true } }).toArray()).map((row) => row.n));
    const ran: string[] = [];
    for (const migration of migrations) {
      if (done.has(migration.n)) continue;
      await migration.up(db);
      await rows.insertOne({
        _id: `migration:${migration.n}`,
        n: migration.n,
        name: migration.name,
        ranAt: now(),
      });
      ran.push(migration.name);
    }
    return ran;
  } finally {
    await rows.deleteOne({ _id: 'lock' });
  }
}

/**
 * Checks that this code and the database agree.
 * @throws SchemaVersionError when the database is newer than the code, or was not migrated.
 */
export async function requireCurrentSchema(connection: Connection): Promise<void> {
  const newest = await database(connection)
    .collection<MigrationRow>('migrations')
    .find({ n: { $exists: true } })
    .sort({ n: -1 })
    .limit(1)
    .next();
  const found = newest?.n ?? 0;
  if (found > knownSchema()) {
    throw new SchemaVersionError(
      `the database was migrated to ${found} by a newer version; this one knows ${knownSchema()}`,
    );
  }
  if (found < knownSchema()) {
    throw new SchemaVersionError(
      `the database is at migration ${found} of ${knownSchema()}: run "npx sugia migrate" first`,
    );
  }
}

async function lock(connection: Connection, now: () => Date): Promise<void> {
  const rows = database(connection).collection<MigrationRow>('migrations');
  for (;;) {
    try {
      await rows.updateOne(
        { _id: 'lock', lockedUntil: { $lt: now() } },
        { $set: { lockedUntil: new Date(now().getTime() + LOCK_MS) } },
        { upsert: true },
      );
      return;
    } catch (error) {
      if ((error as { code?: number }).code !== 11_000) throw error;
      await sleep(LOCK_POLL_MS);
    }
  }
}

function database(connection: Connection): NonNullable<Connection['db']> {
  if (connection.db === undefined) throw new Error('the database connection is not open');
  return connection.db;
}
