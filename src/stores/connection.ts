import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import type { Tx } from './rows.ts';

/** Any operator that reaches a filter without `op(...)` is refused, whoever typed it. */
mongoose.set('sanitizeFilter', true);

const POOL_SIZE = 50;
const SELECTION_TIMEOUT_MS = 3_000;

/** Opens the one connection pool of a process; MongoDB must be a replica set. */
export async function openConnection(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    maxPoolSize: POOL_SIZE,
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    waitQueueTimeoutMS: SELECTION_TIMEOUT_MS,
    connectTimeoutMS: SELECTION_TIMEOUT_MS,
    heartbeatFrequencyMS: 2_000,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    writeConcern: { w: 'majority', wtimeoutMS: 5_000 },
  });
  return connection.asPromise();
}

export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Runs work in one transaction. The callback may run twice, so it holds no network call, alarm or
 * mail; whatever it returns comes back after the commit.
 */
export function transactions(connection: Connection): InTransaction {
  return async (work) => {
    const session = await connection.startSession();
    try {
      return await session.withTransaction(() => work(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', wtimeoutMS: 5_000 },
      });
    } finally {
      await session.endSession();
    }
  };
}
