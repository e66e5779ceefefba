import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { prepareEmbeddedMongo } from '../../src/embedded/mongo/embedded-mongo.ts';
import type { EmbeddedMongo } from '../../src/embedded/mongo/embedded-mongo.ts';
import { getMongodBinary } from '../../src/embedded/mongo/get-binary.ts';
import { findFreePort } from '../../src/embedded/ports.ts';
import { createScratch } from './support/scratch.ts';
import type { Scratch } from './support/scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

/** Nobody listens at this address of the download server. */
const CLOSED_MIRROR = 'https://127.0.0.1:9';

async function prepare(env: NodeJS.ProcessEnv = process.env): Promise<EmbeddedMongo> {
  return prepareEmbeddedMongo({
    dataDir: scratch.dir,
    env,
    preferredPort: await findFreePort([]),
    say: () => undefined,
    log: () => undefined,
  });
}

async function withDatabase<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const record = (): { version: string; port: number } =>
  JSON.parse(readFileSync(join(scratch.dir, 'mongo-version.json'), 'utf8')) as {
    version: string;
    port: number;
  };

/** An executable that calls itself a mongod of some version. */
function impostor(version: string): string {
  const folder = join(scratch.dir, 'bin');
  mkdirSync(folder, { recursive: true });
  return scratch.script('bin/mongod', `#!/bin/sh\necho "db version v${version}"\n`);
}

/** A machine that has, and can fetch, no server. */
function bareMachine(): NodeJS.ProcessEnv {
  return { PATH: join(scratch.dir, 'empty'), XDG_CACHE_HOME: join(scratch.dir, 'cache') };
}

describe('the data of the embedded database', () => {
  it('names the server that made it, and no other is used afterwards', async () => {
    const first = await prepare();
    const running = await first.start();
    await withDatabase(first.uri, (client) =>
      client.db().collection<{ _id: string }>('posts').insertOne({ _id: 'kept' }),
    );
    await running.stop();
    const { version, port } = record();
    expect(version).toBe(first.version);

    // Whatever the machine offers meanwhile, the data stays with its own server.
    const env = { ...process.env, MONGOD_BINARY: impostor('99.0.0') };
    const second = await prepare(env);
    expect(second.version).toBe(version);
    expect(second.uri).toContain(`:${port}/`);
  });

  it('is there on another port, even when somebody silent has the old one', async () => {
    const first = await prepare();
    const before = await first.start();
    await withDatabase(first.uri, (client) =>
      client.db().collection<{ _id: string }>('posts').insertOne({ _id: 'kept' }),
    );
    await before.stop();
    const silent = createServer().listen(record().port, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const second = await prepare();
      expect(second.uri).not.toBe(first.uri);
      const after = await second.start();
      try {
        const found = await withDatabase(second.uri, (client) =>
          client.db().collection<{ _id: string }>('posts').findOne({}),
        );
        expect(found?._id).toBe('kept');
        expect(second.uri).toContain(`:${record().port}/`);
      } finally {
        await after.stop();
      }
    } finally {
      silent.close();
    }
  });

  it('is not opened by another version: the sentence names the one that is missing', async () => {
    process.env['MONGOMS_DOWNLOAD_MIRROR'] = CLOSED_MIRROR;
    try {
      writeFileSync(join(scratch.dir, 'mongo-version.json'), '{"version":"5.9.9","port":1}');
      await expect(prepare({ ...process.env, MONGOD_BINARY: impostor('99.0.0') })).rejects.toThrow(
        /was made by MongoDB 5\.9\.9, .*is version 99\.0\.0.*MONGOD_BINARY.*SUGIA_DATA_DIR/,
      );
    } finally {
      delete process.env['MONGOMS_DOWNLOAD_MIRROR'];
    }
  });

  it('is not touched when its record cannot be read', async () => {
    writeFileSync(join(scratch.dir, 'mongo-version.json'), '{"version":');
    await expect(prepare()).rejects.toThrow('cannot be read');
  });
});

describe('the database server', () => {
  const get = (env: NodeJS.ProcessEnv, say: (line: string) => void = () => undefined) =>
    getMongodBinary({ env, dataDir: scratch.dir, recordedVersion: null, say });

  it('is the one on PATH when nothing else is said', async () => {
    const path = impostor('7.0.30');
    const env = { ...bareMachine(), PATH: join(scratch.dir, 'bin') + ':/usr/bin:/bin' };
    expect(await get(env)).toEqual({ path, version: '7.0.30' });
  });

  it('is looked for elsewhere when the named one does not run, and that is said', async () => {
    const said: string[] = [];
    const path = impostor('7.0.30');
    const env = {
      ...bareMachine(),
      PATH: join(scratch.dir, 'bin') + ':/usr/bin:/bin',
      MONGOD_BINARY: '/no/such/mongod',
    };
    expect((await get(env, (line) => said.push(line))).path).toBe(path);
    expect(said).toEqual(['MONGOD_BINARY is not used: /no/such/mongod does not exist.']);
  });

  it('that cannot be had is one sentence with two ways out', async () => {
    process.env['MONGOMS_DOWNLOAD_MIRROR'] = CLOSED_MIRROR;
    try {
      const refusal = await get(bareMachine()).then(
        () => '',
        (error: unknown) => (error as Error).message,
      );
      expect(refusal).toMatch(
        /^No MongoDB server could be found or fetched \(127\.0\.0\.1:9 was not/,
      );
      expect(refusal).toContain('python3 is not installed');
      expect(refusal).toContain('set MONGOD_BINARY');
      expect(refusal).toContain('set MONGODB_URI');
    } finally {
      delete process.env['MONGOMS_DOWNLOAD_MIRROR'];
    }
  });
});
