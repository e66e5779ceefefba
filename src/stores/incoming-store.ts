import { createHash } from 'node:crypto';
import mongoose, { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { newId } from '../lib/ids.ts';
import { ORIGINALS, RENDITIONS } from './media-store.ts';
import { op, rowOptions } from './rows.ts';

/** A file that is being taken in: known by its row, so that what a dead process left is found. */
type Row = { _id: string; fileIds: string[]; touchedAt: Date };

const schema = new Schema<Row>(
  { _id: String, fileIds: [String], touchedAt: Date },
  { ...rowOptions, collection: 'media.incoming' },
);

/** A whole file that is stored and belongs to nobody yet. */
export type Incoming = { id: string; bytes: number; sha256: string };

/** How often a row says that its process is alive. */
const TOUCH_EVERY_MS = 15_000;
const CHUNK_BYTES = 1_048_576;

export type IncomingStore = ReturnType<typeof createIncomingStore>;

/**
 * Large files on their way in: stored as they arrive, never whole in memory, and gone without a
 * trace unless they are kept. GridFS knows no transactions, so a row names every file under way.
 */
export function createIncomingStore(connection: Connection) {
  const model = connection.model<Row>('IncomingMedia', schema);
  const bucket = (bucketName: string): mongoose.mongo.GridFSBucket => {
    if (connection.db === undefined) throw new Error('the database connection is not open');
    return new mongoose.mongo.GridFSBucket(connection.db, { bucketName });
  };
  const fileId = (id: string): mongoose.mongo.ObjectId => new mongoose.mongo.ObjectId(id);

  /** Chunks of a file that was never finished have no file, which the driver calls not found. */
  const remove = async (bucketName: string, id: string): Promise<void> => {
    await bucket(bucketName)
      .delete(fileId(id))
      .catch((error: unknown) => {
        if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
      });
  };

  const dropAll = async ({ _id, fileIds }: Pick<Row, '_id' | 'fileIds'>): Promise<void> => {
    for (const id of fileIds) {
      await remove(ORIGINALS, id);
      await remove(RENDITIONS, id);
    }
    await model.deleteOne({ _id });
  };

  /**
   * One write at a time, each waited for: when the source breaks off nothing is on its way that
   * would arrive after the file was removed.
   */
  const store = async (
    bucketName: string,
    id: string,
    source: AsyncIterable<Uint8Array>,
    onBytes: (bytes: number) => Promise<void>,
  ): Promise<{ bytes: number; sha256: string }> => {
    const hash = createHash('sha256');
    const file = bucket(bucketName).openUploadStreamWithId(fileId(id), `incoming ${id}`, {
      chunkSizeBytes: CHUNK_BYTES,
    });
    let bytes = 0;
    const failed = new Promise<never>((_resolve, reject) => file.once('error', reject));
    // Waited for beside each write; between two of them nobody does.
    failed.catch(() => undefined);
    const done = (begin: (settle: () => void) => void) =>
      Promise.race([failed, new Promise<void>(begin)]);
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      await onBytes(bytes);
      await done((settle) =>
        file.write(chunk, () => {
          settle();
        }),
      );
    }
    await done((settle) => file.end(settle));
    return { bytes, sha256: hash.digest('hex') };
  };

  /** Says from time to time that the row's process is alive. */
  const touching = (rowId: string, now: () => Date) => {
    let last = now().getTime();
    return async (): Promise<void> => {
      const at = now();
      if (at.getTime() - last < TOUCH_EVERY_MS) return;
      last = at.getTime();
      await model.updateOne({ _id: rowId }, { $set: { touchedAt: at } });
    };
  };

  const isStored = async (bucketName: string, name: string): Promise<boolean> =>
    (await bucket(bucketName).find({ filename: name }).limit(1).next()) !== null;

  return {
    /** Stores a file as it arrives; null, and nothing stored, when it is longer than allowed. */
    async takeIn(
      source: AsyncIterable<Uint8Array>,
      take: { mostBytes: number; real: () => Date },
    ): Promise<Incoming | null> {
      const row: Row = {
        _id: newId(),
        fileIds: [new mongoose.mongo.ObjectId().toHexString()],
        touchedAt: take.real(),
      };
      const [id = ''] = row.fileIds;
      await model.insertMany([row]);
      const touch = touching(row._id, take.real);
      const TooLong = class extends Error {};
      try {
        const { bytes, sha256 } = await store(ORIGINALS, id, source, async (sofar) => {
          if (sofar > take.mostBytes) throw new TooLong();
          await touch();
        });
        return { id: row._id, bytes, sha256 };
      } catch (error) {
        await dropAll(row);
        if (error instanceof TooLong) return null;
        throw error;
      }
    },
    /** A part of a file that was taken in. */
    async readPart(incoming: Incoming, offset: number, length: number): Promise<Uint8Array> {
      const end = Math.min(offset + length, incoming.bytes);
      if (end <= offset) return new Uint8Array(0);
      const row = await model.findById(incoming.id).lean();
      const [id = ''] = row?.fileIds ?? [];
      const stream = bucket(ORIGINALS).openDownloadStream(fileId(id), { start: offset, end });
      return Buffer.concat((await stream.toArray()) as Buffer[]);
    },
    /**
     * Makes the rendition of a file and keeps both under their hashes: the rendition in its own
     * bucket, the original, where it differs, in the bucket that no address leads to.
     */
    async keep(
      incoming: Incoming,
      render: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
      real: () => Date,
    ): Promise<{ bytes: number; sha256: string }> {
      const row = await model.findById(incoming.id).lean();
      const [originalId = ''] = row?.fileIds ?? [];
      const id = new mongoose.mongo.ObjectId().toHexString();
      await model.updateOne({ _id: incoming.id }, { $push: { fileIds: id } });
      const touch = touching(incoming.id, real);
      try {
        const source = bucket(ORIGINALS).openDownloadStream(fileId(originalId));
        const made = await store(RENDITIONS, id, render(source), touch);
        const kept: string[] = [];
        if (!(await isStored(RENDITIONS, made.sha256))) {
          await bucket(RENDITIONS).rename(fileId(id), made.sha256);
          kept.push(id);
        }
        const differs = made.sha256 !== incoming.sha256;
        if (differs && !(await isStored(ORIGINALS, incoming.sha256))) {
          await bucket(ORIGINALS).rename(fileId(originalId), incoming.sha256);
          kept.push(originalId);
        }
        const left = [originalId, id].filter((one) => !kept.includes(one));
        await dropAll({ _id: incoming.id, fileIds: left });
        return made;
      } catch (error) {
        await dropAll({ _id: incoming.id, fileIds: [originalId, id] });
        throw error;
      }
    },
    /** Removes a file that is not kept. */
    async drop(incoming: Incoming): Promise<void> {
      const row = await model.findById(incoming.id).lean();
      if (row !== null) await dropAll(row);
    },
    /** Removes what processes left that ended while they took a file in. Returns how many. */
    async dropLeftOver(untouchedSince: Date): Promise<number> {
      const rows = await model.find({ touchedAt: op({ $lt: untouchedSince }) }).lean();
      for (const row of rows) {
        // A file that was kept has its own name: only one that still is on its way goes.
        const open = await Promise.all(row.fileIds.map((id) => isOnItsWay(id)));
        await dropAll({ _id: row._id, fileIds: row.fileIds.filter((_id, n) => open[n]) });
      }
      return rows.length;
    },
  };

  async function isOnItsWay(id: string): Promise<boolean> {
    const found = await Promise.all(
      [ORIGINALS, RENDITIONS].map((name) =>
        bucket(name)
          .find({ _id: fileId(id) })
          .next(),
      ),
    );
    return found.every((file) => file === null || file.filename.startsWith('incoming '));
  }
}
