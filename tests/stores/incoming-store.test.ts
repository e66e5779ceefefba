import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/lib/hashing.ts';
import { createIncomingStore } from '../../src/stores/incoming-store.ts';
import type { IncomingStore } from '../../src/stores/incoming-store.ts';
import { createMediaStore } from '../../src/stores/media-store.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let store: IncomingStore;
const now = new Date('2026-11-26T02:00:00Z');
const real = (): Date => now;
const take = { mostBytes: 10_000_000, real };

beforeAll(async () => {
  database = await connectTestDatabase();
  store = createIncomingStore(database.connection);
});
afterAll(() => database.drop());

async function* chunks(bytes: Buffer, breakAfter = Infinity): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    if (at >= breakAfter) throw new Error('the line broke');
    yield await Promise.resolve(bytes.subarray(at, at + 65_536));
  }
}

async function* changed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield Buffer.from(chunk).fill(0, 0, 1);
}

/** Everything of files that is in the database. */
async function stored(): Promise<Record<string, number>> {
  const names = ['media.originals', 'media.renditions'].flatMap((one) => [
    `${one}.files`,
    `${one}.chunks`,
  ]);
  const counts = await Promise.all(
    [...names, 'media.incoming'].map((name) =>
      database.connection.collection(name).countDocuments(),
    ),
  );
  return Object.fromEntries([...names, 'media.incoming'].map((name, n) => [name, counts[n] ?? 0]));
}

const film = (name: string): Buffer =>
  Buffer.concat([Buffer.from(name), Buffer.alloc(3_000_000, 1)]);

describe('a large file on its way in', () => {
  it('can be read in parts before anybody decided to keep it', async () => {
    const bytes = film('parts');
    const incoming = await store.takeIn(chunks(bytes), take);
    if (incoming === null) throw new Error('it was not taken in');
    expect(incoming).toMatchObject({ bytes: bytes.length, sha256: sha256(bytes) });
    const part = await store.readPart(incoming, 1_048_570, 100);
    expect(Buffer.from(part).equals(bytes.subarray(1_048_570, 1_048_670))).toBe(true);
    expect(await store.readPart(incoming, bytes.length - 3, 100)).toHaveLength(3);
    expect(await store.readPart(incoming, bytes.length + 5, 100)).toHaveLength(0);
    await store.drop(incoming);
  });

  it('that is not kept, breaks off or is too long leaves nothing behind', async () => {
    const before = await stored();
    const bytes = film('nothing');
    await expect(store.takeIn(chunks(bytes, 2_000_000), take)).rejects.toThrow('the line broke');
    expect(await store.takeIn(chunks(bytes), { ...take, mostBytes: 2_500_000 })).toBeNull();
    const incoming = await store.takeIn(chunks(bytes), take);
    if (incoming === null) throw new Error('it was not taken in');
    await store.drop(incoming);
    const again = await store.takeIn(chunks(bytes), take);
    if (again === null) throw new Error('it was not taken in');
    const broken = () => chunks(bytes, 1_000_000);
    await expect(store.keep(again, broken, real)).rejects.toThrow('the line broke');
    expect(await stored()).toEqual(before);
  });

  it('is kept under the hash of its rendition, with the original where no address leads', async () => {
    const bytes = film('kept');
    const media = createMediaStore(database.connection);
    const incoming = await store.takeIn(chunks(bytes), take);
    if (incoming === null) throw new Error('it was not taken in');
    const made = await store.keep(incoming, changed, real);
    expect(made.bytes).toBe(bytes.length);
    expect(sha256(await media.readMedia(made.sha256))).toBe(made.sha256);
    await expect(media.openMedia(incoming.sha256)).rejects.toThrow('there is no media');
    const originals = database.connection.collection('media.originals.files');
    expect(await originals.countDocuments({ filename: incoming.sha256 })).toBe(1);
    const part = await media.openMedia(made.sha256, { start: 10, end: 14 });
    expect(Buffer.concat((await part.toArray()) as Buffer[])).toEqual(bytes.subarray(10, 14));
  });

  it('is stored once when it comes again, and as one file when nothing was changed in it', async () => {
    const bytes = film('again');
    const same = (source: AsyncIterable<Uint8Array>) => source;
    const once = async (): Promise<void> => {
      const incoming = await store.takeIn(chunks(bytes), take);
      if (incoming === null) throw new Error('it was not taken in');
      await store.keep(incoming, same, real);
    };
    const before = await stored();
    await once();
    const first = await stored();
    expect(first['media.renditions.files']).toBe((before['media.renditions.files'] ?? 0) + 1);
    expect(first['media.originals.files']).toBe(before['media.originals.files']);
    await once();
    expect(await stored()).toEqual(first);
  });

  it('whose process ended in the middle is removed when it has been silent for long', async () => {
    const before = await stored();
    // As a dead process leaves it: chunks without a file, and the row that names them.
    const { ObjectId } = (await import('mongoose')).default.Types;
    const id = new ObjectId();
    await database.connection
      .collection('media.originals.chunks')
      .insertOne({ files_id: id, n: 0, data: Buffer.alloc(10) });
    await database.connection
      .collection<{ _id: string }>('media.incoming')
      .insertOne({ _id: 'left', fileIds: [id.toHexString()], touchedAt: now } as { _id: string });
    const kept = film('kept although the row was left');
    const incoming = await store.takeIn(chunks(kept), take);
    if (incoming === null) throw new Error('it was not taken in');
    expect(await store.dropLeftOver(new Date(now.getTime() - 1))).toBe(0);
    expect(await store.dropLeftOver(new Date(now.getTime() + 1))).toBe(2);
    expect(await stored()).toEqual(before);
  });
});
