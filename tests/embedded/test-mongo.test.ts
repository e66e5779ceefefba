import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

describe('the database of a test file', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connectTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });

  it('starts empty and takes transactions, as the live one does', async () => {
    const { connection } = database;
    expect(await connection.listCollections()).toEqual([]);
    await connection.createCollection('things');
    await connection.transaction(async (session) => {
      await connection.collection('things').insertOne({ name: 'one' }, { session });
    });
    expect(await connection.collection('things').countDocuments()).toBe(1);
  });

  it('soon lets go of what a killed process had locked', async () => {
    const { connection, uri } = database;
    const rows = connection.collection<{ _id: string; by: string }>('locked');
    await rows.insertOne({ _id: 'one', by: 'nobody' });
    const killedInside = `
      import { MongoClient } from 'mongodb';
      const client = await MongoClient.connect(process.argv[1]);
      const session = client.startSession();
      session.startTransaction();
      const rows = client.db().collection('locked');
      await rows.updateOne({ _id: 'one' }, { $set: { by: 'the killed one' } }, { session });
      process.kill(process.pid, 'SIGKILL');
    `;
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', killedInside, uri]);
    expect(killed.signal).toBe('SIGKILL');
    await rows.updateOne({ _id: 'one', by: 'nobody' }, { $set: { by: 'the living one' } });
    expect(await rows.findOne({ _id: 'one' })).toMatchObject({ by: 'the living one' });
  });

  it('belongs to one file alone', async () => {
    const other = await connectTestDatabase();
    try {
      expect(other.uri).not.toBe(database.uri);
      expect(await other.connection.listCollections()).toEqual([]);
    } finally {
      await other.drop();
    }
  });
});
