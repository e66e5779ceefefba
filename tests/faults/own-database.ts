import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { getMongodBinary } from '../../src/embedded/mongo/get-binary.ts';
import { runMongod } from '../../src/embedded/mongo/run-mongod.ts';
import { findFreePort } from '../../src/embedded/ports.ts';

export type OwnDatabase = Awaited<ReturnType<typeof startOwnDatabase>>;

/** A MongoDB server that may be mistreated: durable, as a ministry's is. */
export async function startOwnDatabase() {
  const dbPath = mkdtempSync(join(tmpdir(), 'sugia-faults-mongo-'));
  const binary = await getMongodBinary({
    env: process.env,
    dataDir: dbPath,
    recordedVersion: null,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const port = await findFreePort([]);
  const command = async (order: Record<string, unknown>): Promise<void> => {
    const client = await MongoClient.connect(`mongodb://127.0.0.1:${port}/`, {
      directConnection: true,
    });
    try {
      await client.db('admin').command(order);
    } finally {
      await client.close();
    }
  };
  const run = () => runMongod({ binary, dbPath, port, database: 'test' });
  let mongod = await run();
  return {
    uri: mongod.uri,
    /** The primary gives up its place for a second and takes it again. */
    stepDown: (): Promise<void> =>
      command({ replSetStepDown: 1, secondaryCatchUpPeriodSecs: 0, force: true }),
    /** The server is killed without a word and started again over the same data. */
    restart: async (): Promise<void> => {
      mongod.kill();
      await mongod.exited;
      mongod = await run();
    },
    stop: async (): Promise<void> => {
      await mongod.stop();
      rmSync(dbPath, { recursive: true, force: true });
    },
  };
}
