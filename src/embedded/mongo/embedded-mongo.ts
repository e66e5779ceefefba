import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../ports.ts';
import type { Running } from '../supervisor.ts';
import { EMBEDDED_DATABASE } from './embedded-uri.ts';
import { readDataRecord, removeDataRecord, writeDataRecord } from './data-record.ts';
import { getMongodBinary } from './get-binary.ts';
import type { MongodBinary } from './get-binary.ts';
import { endLeftOverServer } from './left-over.ts';
import { mongodUri } from './mongod-uri.ts';
import { moveData, runMongod } from './run-mongod.ts';

export type EmbeddedMongoOptions = {
  dataDir: string;
  env: Record<string, string | undefined>;
  /** Tried first for data that has no port yet. */
  preferredPort: number;
  say: (line: string) => void;
  log: (lines: string) => void;
};

export type EmbeddedMongo = {
  uri: string;
  version: string;
  /** Starts the server; again after a crash, at the same address. */
  start(): Promise<Running>;
};

/**
 * Gets the server that belongs to a data directory ready to start. The first start records the
 * server's version there, and from then on no other version opens the data.
 * @throws StartError when no server can be had.
 */
export async function prepareEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { dataDir, env, preferredPort, say, log } = options;
  const dbPath = join(dataDir, 'mongo');
  const record = readDataRecord(dataDir);
  const [binary] = await Promise.all([
    getMongodBinary({ env, dataDir, recordedVersion: record?.version ?? null, say }),
    endLeftOverServer(dbPath),
  ]);
  const port = await findFreePort(
    record === null || record.port === 0 ? [preferredPort] : [record.port],
  );
  if (record !== null && record.port !== port && existsSync(join(dbPath, 'WiredTiger'))) {
    await moveData(binary, dbPath, port);
  }
  return {
    uri: mongodUri(port, EMBEDDED_DATABASE),
    version: binary.version,
    start: async () => {
      // Recorded before the server touches the directory, so that no data is without its record.
      const isNew = !existsSync(join(dbPath, 'WiredTiger'));
      await writeDataRecord(dataDir, { version: binary.version, port });
      try {
        return await run(binary, dbPath, port, log);
      } catch (error) {
        if (isNew && record === null) await removeDataRecord(dataDir);
        throw error;
      }
    },
  };
}

function run(
  binary: MongodBinary,
  dbPath: string,
  port: number,
  log: (lines: string) => void,
): Promise<Running> {
  return runMongod({ binary, dbPath, port, database: EMBEDDED_DATABASE, log });
}
