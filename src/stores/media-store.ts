import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose, { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Media } from '../domain/media/media.ts';
import type { VideoFacts } from '../domain/media/video.ts';
import { sha256 as hashOf } from '../lib/hashing.ts';
import { NotFoundError, isDuplicateKey, op, rowOptions, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** One row a unit: two units may upload the same bytes, and each sees its own. */
type Row = Media & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    sha256: String,
    unitId: String,
    mimeType: String,
    bytes: Number,
    width: Number,
    height: Number,
    originalName: String,
    originalSha256: String,
    video: {
      type: new Schema<VideoFacts>(
        { durationMs: Number, framesPerSecond: Number, videoCodec: String, audioCodec: String },
        { _id: false },
      ),
    },
    changes: [{ _id: false, code: String, parameters: Schema.Types.Mixed }],
    uploadedBy: String,
    uploadedAt: Date,
  },
  { ...rowOptions, collection: 'media' },
);

export const RENDITIONS = 'media.renditions';
/** A bucket of its own, so that no address can lead to an original. */
export const ORIGINALS = 'media.originals';

/** Thrown when stored bytes no longer are what their name says. */
export class MediaCorruptError extends Error {
  override name = 'MediaCorruptError';
  readonly sha256: string;

  constructor(sha256: string, cause?: unknown) {
    super(`the bytes of media ${sha256} do not hash to their name`, { cause });
    this.sha256 = sha256;
  }
}

export type MediaStore = ReturnType<typeof createMediaStore>;

/** Pictures and videos in GridFS, named by the SHA-256 of their bytes, and one row a unit that tells of them. */
export function createMediaStore(connection: Connection) {
  const model = connection.model<Row>('Media', schema);

  const bucket = (bucketName: string): mongoose.mongo.GridFSBucket => {
    if (connection.db === undefined) throw new Error('the database connection is not open');
    return new mongoose.mongo.GridFSBucket(connection.db, { bucketName });
  };

  const isStored = async (bucketName: string, name: string): Promise<boolean> =>
    (await bucket(bucketName).find({ filename: name }).limit(1).next()) !== null;

  /** Two writers of the same bytes may both store them: either copy is right. */
  const storeBytes = async (bucketName: string, name: string, bytes: Uint8Array): Promise<void> => {
    if (hashOf(bytes) !== name) throw new MediaCorruptError(name);
    if (await isStored(bucketName, name)) return;
    await pipeline(Readable.from([bytes]), bucket(bucketName).openUploadStream(name));
  };

  const openMedia = async (
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<Readable> => {
    if (!(await isStored(RENDITIONS, sha256))) throw new NotFoundError('media', sha256);
    return bucket(RENDITIONS).openDownloadStreamByName(sha256, range);
  };

  const putRow = async (media: Media, tx?: Tx): Promise<Media> => {
    const _id = `${media.sha256} ${media.unitId}`;
    const put = () =>
      model
        .findOneAndUpdate(
          { _id },
          { $setOnInsert: media },
          { upsert: true, returnDocument: 'after', ...within(tx) },
        )
        .lean();
    const row = await put().catch((error: unknown) => {
      // Two first inserts at once: the loser finds the winner's row.
      if (isDuplicateKey(error) && tx === undefined) return put();
      throw error;
    });
    return toMedia(row);
  };

  return {
    /**
     * Stores a picture once; the same bytes in the same unit again change nothing and give the row
     * that was first. GridFS knows no transactions: bytes go first and stay, unseen, when the row's
     * transaction is given up.
     */
    async saveMedia(
      media: Media,
      files: { rendition: Uint8Array; original: Uint8Array },
      tx?: Tx,
    ): Promise<Media> {
      await storeBytes(RENDITIONS, media.sha256, files.rendition);
      if (media.originalSha256 !== media.sha256) {
        await storeBytes(ORIGINALS, media.originalSha256, files.original);
      }
      return putRow(media, tx);
    },
    /** The row of a medium whose bytes are stored already. @throws NotFoundError when they are not. */
    async saveStored(media: Media): Promise<Media> {
      if (!(await isStored(RENDITIONS, media.sha256)))
        throw new NotFoundError('media', media.sha256);
      return putRow(media);
    },
    /** The picture as one of these units has it; of any unit when `unitIds` is left out. */
    async findMedia(
      sha256: string,
      query: { unitIds?: readonly string[] } = {},
    ): Promise<Media | null> {
      const row = await model
        .findOne({ sha256, ...unitFilter(query.unitIds) })
        .sort({ uploadedAt: 1, _id: 1 })
        .lean();
      return row === null ? null : toMedia(row);
    },
    /** Newest first; with `sha256`, these pictures alone. */
    async listMedia(query: {
      unitIds?: readonly string[];
      sha256?: readonly string[];
      limit?: number;
    }): Promise<Media[]> {
      const rows = await model
        .find({
          ...unitFilter(query.unitIds),
          ...(query.sha256 === undefined ? {} : { sha256: op({ $in: [...query.sha256] }) }),
        })
        .sort({ uploadedAt: -1, _id: 1 })
        .limit(query.limit ?? 0)
        .lean();
      return rows.map(toMedia);
    },
    /** The rendition, or the bytes from `start` up to `end`, unverified. @throws NotFoundError */
    openMedia,
    /**
     * The rendition's bytes as they come, their hash unchecked.
     * @throws NotFoundError, or MediaCorruptError when parts of it are missing.
     */
    async *streamMedia(sha256: string): AsyncGenerator<Uint8Array> {
      try {
        yield* (await openMedia(sha256)) as AsyncIterable<Uint8Array>;
      } catch (error) {
        const incomplete = error instanceof mongoose.mongo.MongoGridFSChunkError;
        throw incomplete ? new MediaCorruptError(sha256, error) : error;
      }
    },
    /** The rendition's bytes. @throws NotFoundError, or MediaCorruptError when they were altered. */
    async readMedia(sha256: string): Promise<Buffer> {
      const bytes = await collect(await openMedia(sha256), sha256);
      if (hashOf(bytes) !== sha256) throw new MediaCorruptError(sha256);
      return bytes;
    },
  };
}

async function collect(stream: Readable, sha256: string): Promise<Buffer> {
  try {
    return Buffer.concat((await stream.toArray()) as Buffer[]);
  } catch (error) {
    const incomplete = error instanceof mongoose.mongo.MongoGridFSChunkError;
    throw incomplete ? new MediaCorruptError(sha256, error) : error;
  }
}

function unitFilter(unitIds: readonly string[] | undefined) {
  return unitIds === undefined ? {} : { unitId: op({ $in: [...unitIds] }) };
}

function toMedia(row: Row): Media {
  const { _id, ...media } = row;
  return media;
}
