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
