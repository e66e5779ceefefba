import { MongoClient, MongoServerError } from 'mongodb';
import { sleep } from '../../lib/clock.ts';
import { REPLICA_SET } from './mongod-uri.ts';

const PATIENCE_MS = 30_000;
const RETRY_EVERY_MS = 20;

type ReplicaSetConfig = {
  _id: string;
  version: number;
  members: { _id: number; host: string }[];
};

/**
 * Makes the server at this loopback port the only, primary member of its replica set.
 *
 * A member is recorded by host and port; data that last ran on another port is told by force
 * where it lives now. `isDurable` says, at the first start, whether a majority write waits until
 * it is on the disk.
 */
export async function becomePrimary(port: number, isDurable: boolean): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = await MongoClient.connect(`mongodb://${host}/`, { directConnection: true });
  try {
    const admin = client.db('admin');
    const deadline = performance.now() + PATIENCE_MS;
    let configured = false;
    while (performance.now() < deadline) {
      if (!configured) configured = await configure(client, host, isDurable);
      if (configured && (await admin.command({ hello: 1 }))['isWritablePrimary'] === true) return;
      await sleep(RETRY_EVERY_MS);
    }
    throw new Error(`MongoDB on ${host} did not become primary in ${PATIENCE_MS / 1000} s`);
  } finally {
    await client.close();
  }
}

/** Writes the only member's address into the data of a server that runs outside its set. */
export async function rewriteMember(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = await MongoClient.connect(`mongodb://${host}/`, { directConnection: true });
  try {
    await client
      .db('local')
      .collection<ReplicaSetConfig>('system.replset')
      .updateOne({ _id: REPLICA_SET }, { $set: { 'members.0.host': host } });
  } finally {
    await client.close();
  }
}

/** False while the server is still reading or changing its configuration: ask again. */
async function configure(client: MongoClient, host: string, isDurable: boolean): Promise<boolean> {
  const admin = client.db('admin');
  try {
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as unknown as {
      config: ReplicaSetConfig;
    };
    if (config.members[0]?.host === host) return true;
    const moved = { ...config, version: config.version + 1, members: [{ _id: 0, host }] };
    await admin.command({ replSetReconfig: moved, force: true });
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    if (error.codeName !== 'NotYetInitialized') return false;
  }
  try {
    await admin.command({
      replSetInitiate: {
        _id: REPLICA_SET,
        members: [{ _id: 0, host }],
        writeConcernMajorityJournalDefault: isDurable,
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    return false;
  }
}
