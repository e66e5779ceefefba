import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../ports.ts';
import { getMongodBinary } from './get-binary.ts';
import { runMongod } from './run-mongod.ts';

export type TestMongo = { uri: string; stop: () => Promise<void> };

/**
 * One server with a throw-away data directory, for tests. With MONGODB_URI that server is used
 * and none is started.
 */
export async function startTestMongo(env: Record<string, string | undefined>): Promise<TestMongo> {
  const given = env['MONGODB_URI'];
  if (given !== undefined && given !== '') return { uri: given, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(join(tmpdir(), 'sugia-test-mongo-'));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    const binary = await getMongodBinary({
      env,
      dataDir,
      recordedVersion: null,
      say: (line) => process.stderr.write(`${line}\n`),
    });
    const mongod = await runMongod({
      binary,
      dbPath: dataDir,
      port: await findFreePort([]),
      database: 'test',
      isDurable: false,
    });
    return {
      uri: mongod.uri,
      stop: async () => {
        await mongod.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
