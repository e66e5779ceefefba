import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/config.ts';
import { ModeError, openContext } from '../../src/context.ts';
import { openConnection } from '../../src/stores/connection.ts';
import {
  SchemaVersionError,
  knownSchema,
  migrate,
  requireCurrentSchema,
} from '../../src/stores/migrations/migrate.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

const now = (): Date => new Date();
let database: TestDatabase;
let dataDir = '';

beforeAll(async () => {
  database = await connectTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'sugia-migrations-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

type Row = { _id: string; n: number; name: string };
const rows = () => database.connection.collection<Row>('migrations');

describe('a new database', () => {
  it('is refused by web and worker until it is migrated', async () => {
    await expect(requireCurrentSchema(database.connection)).rejects.toThrow(
      `at migration 0 of ${knownSchema()}: run "npx sugia migrate" first`,
    );
  });

  it('is migrated once by two machines that do it at the same time', async () => {
    const other = await openConnection(database.uri);
    try {
      const [first, second] = await Promise.all([
        migrate(database.connection, now),
        migrate(other, now),
      ]);
      expect([first.length, second.length].sort((a, b) => a - b)).toEqual([0, knownSchema()]);
    } finally {
      await other.close();
    }
    const ran = await rows().find().sort({ n: 1 }).toArray();
    expect(ran.map((row) => row.n)).toEqual(Array.from({ length: knownSchema() }, (_, n) => n + 1));
    await expect(requireCurrentSchema(database.connection)).resolves.toBeUndefined();
  });

  it('is left alone by a second run', async () => {
    expect(await migrate(database.connection, now)).toEqual([]);
    expect(await rows().countDocuments({ _id: 'lock' })).toBe(0);
  });
});

describe('a migration that was cut off', () => {
  it('is taken up again once its lock ran out', async () => {
    await database.connection
      .collection<{ _id: string; lockedUntil: Date }>('migrations')
      .insertOne({ _id: 'lock', lockedUntil: new Date(Date.now() - 1) });
    await rows().deleteOne({ n: knownSchema() });
    expect(await migrate(database.connection, now)).toHaveLength(1);
  });
});

describe('a database of another kind', () => {
  const openAs = (mode: 'practice' | 'live') =>
    openContext(
      loadConfig({
        SUGIA_MODE: mode,
        MONGODB_URI: database.uri,
        SUGIA_DATA_DIR: dataDir,
        LOG_LEVEL: 'silent',
        ...(mode === 'practice' ? {} : liveSecrets()),
      }),
    );

  it('that a practice desk made is refused by a live one, and stays a practice desk’s', async () => {
    const practice = await openAs('practice');
    const live = await openAs('live');
    try {
      await practice.requireReady();
      await expect(live.requireReady()).rejects.toThrow(ModeError);
      await expect(practice.requireReady()).resolves.toBeUndefined();
    } finally {
      await Promise.all([practice.close(), live.close()]);
    }
  });

  it('that a newer version migrated is refused by web and worker', async () => {
    await rows().insertOne({ _id: 'migration:999', n: 999, name: 'of a later version' });
    await expect(requireCurrentSchema(database.connection)).rejects.toThrow(SchemaVersionError);
    await expect(requireCurrentSchema(database.connection)).rejects.toThrow('by a newer version');
  });

  function liveSecrets(): Record<string, string> {
    const practice = loadConfig({ SUGIA_DATA_DIR: dataDir });
    return {
      SESSION_SECRET: practice.web.sessionSecret,
      VAULT_KEY: practice.keys.vaultKey.toString('base64'),
      SIGNING_KEY: practice.keys.signingKeyPem,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'a@b',
      PUBLIC_URL: 'http://localhost:4100',
    };
  }
});
