import type { Connection } from 'mongoose';

type Copy = { name: string; rows: Record<string, unknown>[]; indexes: Record<string, unknown>[] };

/**
 * What `mongodump` keeps and `mongorestore --drop` brings back: every collection is removed and made
 * anew, with the rows and indexes of the instant of the backup.
 */
export async function backUp(connection: Connection): Promise<{ restore(): Promise<void> }> {
  const db = connection.db;
  if (db === undefined) throw new Error('the connection is not open');
  const copies: Copy[] = [];
  for (const collection of await db.collections()) {
    const name = collection.collectionName;
    copies.push({
      name,
      rows: await collection.find().toArray(),
      indexes: (await collection.indexes()).filter((index) => index.name !== '_id_'),
    });
  }
  return {
    restore: async () => {
      for (const { name, rows, indexes } of copies) {
        await db.collection(name).drop();
        const anew = await db.createCollection(name);
        for (const { key, v: _v, ns: _ns, ...options } of indexes) {
          await anew.createIndex(key as Record<string, 1>, options);
        }
        if (rows.length > 0) await anew.insertMany(rows);
      }
    },
  };
}
