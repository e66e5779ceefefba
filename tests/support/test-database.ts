import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';

export type TestDatabase = {
  connection: Connection;
  uri: string;
  /** Drops the database and closes the connection. */
  drop: () => Promise<void>;
};

/** A new, empty database of the test file's own in the run's MongoDB. */
export async function connectTestDatabase(): Promise<TestDatabase> {
  const server = process.env['SUGIA_TEST_MONGODB_URI'];
  if (server === undefined) throw new Error('SUGIA_TEST_MONGODB_URI is set by the global set-up');
  const url = new URL(server);
  url.pathname = `/sugia-test-${randomUUID().slice(0, 8)}`;
  const uri = url.href;
  const connection = await mongoose.createConnection(uri, { autoIndex: false }).asPromise();
  return {
    connection,
    uri,
    drop: async () => {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
