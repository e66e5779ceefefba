import { mkdir } from 'node:fs/promises';
import { MongoInstance } from 'mongodb-memory-server-core';
import { MongoInstanceEvents } from 'mongodb-memory-server-core/lib/util/MongoInstance.js';
import type { MongodBinary } from './get-binary.ts';
import { mongodUri, REPLICA_SET } from './mongod-uri.ts';
import { becomePrimary, rewriteMember } from './replica-set.ts';

export type RunningMongod = {
  uri: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, with how. */
  exited: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
};

export type RunMongodOptions = {
  binary: MongodBinary;
  dbPath: string;
  port: number;
  database: string;
  log?: (lines: string) => void;
  /** False for data that is thrown away: writes then do not wait for the disk. */
  isDurable?: boolean;
};

const LAUNCH_TIMEOUT_MS = 60_000;

/**
 * Small, quiet, reachable from this machine alone; old servers have faults in compressed messages.
 * Without log files made in advance an empty data directory is 30 MB instead of 300. The server
 * learns of a process that was killed inside a transaction by its age alone, and keeps what it
 * locked until then: 90 s by default, far too long for a post that is due. Ours take milliseconds.
 */
const ARGUMENTS = [
  '--wiredTigerCacheSizeGB',
  '0.25',
  '--networkMessageCompressors',
  'disabled',
  '--wiredTigerEngineConfigString',
  'log=(prealloc=false,file_max=32MB)',
  '--oplogSize',
  '256',
  '--nounixsocket',
  '--setParameter',
  'diagnosticDataCollectionEnabled=false',
  '--setParameter',
  'transactionLifetimeLimitSeconds=5',
];

/**
 * Tells data that its server now lives on another port, by running it outside its replica set for
 * a moment. A member that starts on a port it does not know may otherwise wait half a minute for
 * whoever has the old one.
 */
export async function moveData(binary: MongodBinary, dbPath: string, port: number): Promise<void> {
  const instance = createInstance(binary, dbPath, port);
  await instance.start();
  try {
    await rewriteMember(port);
  } finally {
    await instance.stop();
  }
}

function createInstance(
  binary: MongodBinary,
  dbPath: string,
  port: number,
  replSet?: string,
): MongoInstance {
  return new MongoInstance({
    instance: {
      port,
      dbPath,
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      args: ARGUMENTS,
      launchTimeout: LAUNCH_TIMEOUT_MS,
      ...(replSet === undefined ? {} : { replSet }),
    },
    binary: { systemBinary: binary.path, version: binary.version },
    // A group of its own: Ctrl-C reaches the parent alone, which then stops everything in order.
    spawn: { detached: true },
  });
}

/** Runs one server over a data directory, as a replica set of one member, until it takes writes. */
export async function runMongod(options: RunMongodOptions): Promise<RunningMongod> {
  const { binary, dbPath, port, database, log, isDurable = true } = options;
  await mkdir(dbPath, { recursive: true, mode: 0o700 });
  const instance = createInstance(binary, dbPath, port, REPLICA_SET);
  if (log !== undefined) {
    instance.on(MongoInstanceEvents.instanceSTDOUT, log);
    instance.on(MongoInstanceEvents.instanceSTDERR, log);
  }
  const exited = new Promise<string>((resolve) => {
    instance.once(
      MongoInstanceEvents.instanceClosed,
      (code: number | null, signal: string | null) => {
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
      },
    );
  });
  await instance.start();
  const child = instance.mongodProcess;
  if (child?.pid === undefined) throw new Error('mongod ended at once');
  try {
    await becomePrimary(port, isDurable);
  } catch (error) {
    await instance.stop();
    throw error;
  }
  return {
    uri: mongodUri(port, database),
    port,
    pid: child.pid,
    exited,
    stop: async () => {
      await instance.stop();
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
