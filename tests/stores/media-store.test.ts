import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Media } from '../../src/domain/media/media.ts';
import { sha256 } from '../../src/lib/hashing.ts';
import { transactions } from '../../src/stores/connection.ts';
import { MediaCorruptError, createMediaStore } from '../../src/stores/media-store.ts';
import type { MediaStore } from '../../src/stores/media-store.ts';
import { NotFoundError } from '../../src/stores/rows.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let store: MediaStore;

beforeAll(async () => {
  database = await connectTestDatabase();
  store = createMediaStore(database.connection);
});
afterAll(() => database.drop());

const CHUNK = 255 * 1024;

/** Larger than one GridFS chunk, and different for each name. */
function picture(name: string): { media: Media; files: { rendition: Buffer; original: Buffer } } {
  const rendition = Buffer.concat([Buffer.from(name), Buffer.alloc(600_000, name.length)]);
  const original = Buffer.from(`original of ${name}`);
  const media: Media = {
    sha256: sha256(rendition),
    unitId: 'paris',
    mimeType: 'image/jpeg',
    bytes: rendition.length,
    width: 40,
    height: 30,
    originalName: `${name}.jpg`,
    originalSha256: sha256(original),
    changes: [
      { code: 'rotated', parameters: {} },
      { code: 're-encoded', parameters: { quality: 90 } },
    ],
    uploadedBy: 'p1',
    uploadedAt: new Date('2026-11-25T02:00:00Z'),
  };
  return { media, files: { rendition, original } };
}

const countIn = (collection: string, filter = {}) =>
  database.connection.collection(collection).countDocuments(filter);

describe('a stored picture', () => {
  it('comes back byte for byte, by its hash, with everything that was said about it', async () => {
    const { media, files } = picture('hội đàm');
    expect(await store.saveMedia(media, files)).toEqual(media);
    expect(await store.findMedia(media.sha256)).toEqual(media);
    expect(Buffer.compare(await store.readMedia(media.sha256), files.rendition)).toBe(0);
    const streamed = (await (await store.openMedia(media.sha256)).toArray()) as Buffer[];
    expect(sha256(Buffer.concat(streamed))).toBe(media.sha256);
  });

  it('is stored once when the same bytes come again; the first record stands', async () => {
    const { media, files } = picture('again');
    await store.saveMedia(media, files);
    const again = await store.saveMedia(
      { ...media, uploadedBy: 'p2', originalName: 'b.jpg' },
      files,
    );
    expect(again).toEqual(media);
    expect(await countIn('media.renditions.files', { filename: media.sha256 })).toBe(1);
    expect(await countIn('media', { sha256: media.sha256 })).toBe(1);
  });

  it('is one record when ten people upload it at the same moment', async () => {
    const { media, files } = picture('crowd');
    const saved = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.saveMedia({ ...media, uploadedBy: `p${i}` }, files),
      ),
    );
    expect(new Set(saved.map((row) => row.uploadedBy)).size).toBe(1);
    expect(await countIn('media', { sha256: media.sha256 })).toBe(1);
    expect(sha256(await store.readMedia(media.sha256))).toBe(media.sha256);
  });

  it('belongs to the unit that uploaded it; another unit with the same bytes has its own', async () => {
    const { media, files } = picture('shared');
    await store.saveMedia(media, files);
    expect(await store.findMedia(media.sha256, { unitIds: ['geneva'] })).toBeNull();
    expect(await store.findMedia(media.sha256, { unitIds: [] })).toBeNull();
    await store.saveMedia({ ...media, unitId: 'geneva', uploadedBy: 'p9' }, files);
    const geneva = await store.findMedia(media.sha256, { unitIds: ['geneva'] });
    expect(geneva?.uploadedBy).toBe('p9');
    expect((await store.findMedia(media.sha256, { unitIds: ['paris'] }))?.uploadedBy).toBe('p1');
    expect(await countIn('media.renditions.files', { filename: media.sha256 })).toBe(1);
  });

  it('is listed for its units, newest first', async () => {
    const first = picture('one');
    const second = picture('two');
    const unitId = 'hanoi';
    await store.saveMedia({ ...first.media, unitId }, first.files);
    const uploadedAt = new Date('2026-11-26T02:00:00Z');
    await store.saveMedia({ ...second.media, unitId, uploadedAt }, second.files);
    const names = async (query: Parameters<MediaStore['listMedia']>[0]) =>
      (await store.listMedia(query)).map((media) => media.originalName);
    expect(await names({ unitIds: [unitId] })).toEqual(['two.jpg', 'one.jpg']);
    expect(await names({ unitIds: [unitId], limit: 1 })).toEqual(['two.jpg']);
    expect(await names({ unitIds: [unitId], sha256: [first.media.sha256] })).toEqual(['one.jpg']);
    expect(await names({ unitIds: [] })).toEqual([]);
  });
});

describe('the original', () => {
  it('is kept, and its hash leads nowhere for a reader', async () => {
    const { media, files } = picture('with a place');
    await store.saveMedia(media, files);
    expect(await countIn('media.originals.files', { filename: media.originalSha256 })).toBe(1);
    expect(await store.findMedia(media.originalSha256)).toBeNull();
    await expect(store.readMedia(media.originalSha256)).rejects.toThrow(NotFoundError);
  });

  it('is not stored twice when it is what will be sent', async () => {
    const { media, files } = picture('untouched');
    const same = { ...media, originalSha256: media.sha256, changes: [] };
    await store.saveMedia(same, { rendition: files.rendition, original: files.rendition });
    expect(await countIn('media.originals.files', { filename: media.sha256 })).toBe(0);
  });
});

describe('bytes that are not what their name says', () => {
  it.each([
    ['one byte differs', { data: Buffer.concat([Buffer.alloc(CHUNK - 1, 7), Buffer.from([8])]) }],
    ['a part is cut short', { data: Buffer.alloc(1_000, 7) }],
    ['a part is missing', { n: 99 }],
  ])('are never handed out: %s', async (name, change) => {
    const { media, files } = picture(name);
    await store.saveMedia(media, files);
    const file = await database.connection
      .collection('media.renditions.files')
      .findOne({ filename: media.sha256 });
    const altered = await database.connection
      .collection('media.renditions.chunks')
      .updateOne({ files_id: file?._id, n: 1 }, { $set: change });
    expect(altered.modifiedCount).toBe(1);
    await expect(store.readMedia(media.sha256)).rejects.toThrow(MediaCorruptError);
  });

  it('are never taken in', async () => {
    const { media, files } = picture('mixed up');
    const wrong = { ...files, rendition: Buffer.from('another picture') };
    await expect(store.saveMedia(media, wrong)).rejects.toThrow(MediaCorruptError);
    expect(await store.findMedia(media.sha256)).toBeNull();
  });
});

describe('inside a transaction', () => {
  it('the record comes with the commit and goes with the rollback', async () => {
    const inTransaction = transactions(database.connection);
    const kept = picture('kept');
    await inTransaction((tx) => store.saveMedia(kept.media, kept.files, tx));
    expect(await store.findMedia(kept.media.sha256)).toEqual(kept.media);
    const dropped = picture('dropped');
    const work = inTransaction(async (tx) => {
      await store.saveMedia(dropped.media, dropped.files, tx);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await store.findMedia(dropped.media.sha256)).toBeNull();
    await store.saveMedia(dropped.media, dropped.files);
    expect(await countIn('media.renditions.files', { filename: dropped.media.sha256 })).toBe(1);
  });
});
