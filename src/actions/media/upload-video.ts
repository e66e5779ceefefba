import type { ReadVideo, VideoReader } from '../../clients/video-reader/video-reader.ts';
import { cleanFileName } from '../../domain/media/file-name.ts';
import type { Media, VideoRefusal } from '../../domain/media/media.ts';
import { VIDEO_TYPE, widestOf } from '../../domain/media/video.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Incoming, IncomingStore } from '../../stores/incoming-store.ts';
import type { MediaStore } from '../../stores/media-store.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type UploadVideoContext = Pick<ActionContext, 'clock' | 'source' | 'videoLimits'> & {
  stores: {
    media: Pick<MediaStore, 'saveStored'>;
    incoming: IncomingStore;
    audit: ActionContext['stores']['audit'];
  };
  videoReader: VideoReader;
};

export type VideoUploadOutcome =
  | { ok: true; media: Media }
  | {
      ok: false;
      reason: VideoRefusal | 'forbidden';
      parameters: Record<string, string | number>;
    };

/**
 * Stores a video as it arrives and makes its rendition: the same film without the places and times
 * that a camera wrote into it. `media.changes` is what the author is told before anybody approves.
 * Refuses without permission in the unit, and what no platform takes; a source that breaks off
 * throws, and leaves nothing behind.
 */
export async function uploadVideo(
  ctx: UploadVideoContext,
  upload: { actor: Actor; unitId: string; name: string; source: AsyncIterable<Uint8Array> },
): Promise<VideoUploadOutcome> {
  const { actor, unitId } = upload;
  if (!can(actor, 'media.write', unitId)) return refuse('forbidden');
  const { head, whole } = await peek(upload.source, ctx.videoReader.headBytes);
  const wrong = await ctx.videoReader.recognise(head);
  if (wrong !== null) return refuse(wrong.reason, wrong.parameters);
  const { maxBytes } = widestOf(ctx.videoLimits);
  const incoming = await ctx.stores.incoming.takeIn(whole, {
    mostBytes: maxBytes,
    real: ctx.clock.real,
  });
  if (incoming === null) {
    const most = Math.floor(maxBytes / 1_000_000);
    return refuse('video-too-large', { megabytes: `> ${most}`, maxMegabytes: most });
  }
  const read = await ctx.videoReader
    .read({
      size: incoming.bytes,
      read: (offset, length) => ctx.stores.incoming.readPart(incoming, offset, length),
    })
    .catch(async (error: unknown) => {
      await ctx.stores.incoming.drop(incoming);
      throw error;
    });
  if (read.kind === 'refused') {
    await ctx.stores.incoming.drop(incoming);
    return refuse(read.reason, read.parameters);
  }
  return { ok: true, media: await keep(ctx, upload, incoming, read) };
}

async function keep(
  ctx: UploadVideoContext,
  { actor, unitId, name }: { actor: Actor; unitId: string; name: string },
  incoming: Incoming,
  read: ReadVideo,
): Promise<Media> {
  const rendition = await ctx.stores.incoming.keep(
    incoming,
    (source) => ctx.videoReader.render(source, read.patches),
    ctx.clock.real,
  );
  const saved = await ctx.stores.media.saveStored({
    sha256: rendition.sha256,
    unitId,
    mimeType: VIDEO_TYPE,
    bytes: rendition.bytes,
    width: read.width,
    height: read.height,
    originalName: cleanFileName(name),
    originalSha256: incoming.sha256,
    video: read.facts,
    changes: read.changes,
    uploadedBy: actor.personId,
    uploadedAt: ctx.clock.now(),
  });
  await ctx.stores.audit.insertEntries([
    auditEntry(ctx, actor, {
      action: 'media.uploaded',
      objectType: 'media',
      objectId: saved.sha256,
      unitId,
      before: saved.originalSha256,
      after: saved.sha256,
      detail: { bytes: saved.bytes, changes: saved.changes.map((one) => one.code).join(' ') },
    }),
  ]);
  return saved;
}

/** The first bytes of a source, and the source from its start again. */
async function peek(
  source: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let bytes = 0; bytes < length;) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value;
    }
  }
  return { head: Buffer.concat(first).subarray(0, length), whole: all() };
}

function refuse(
  reason: VideoRefusal | 'forbidden',
  parameters: Record<string, string | number> = {},
): VideoUploadOutcome {
  return { ok: false, reason, parameters };
}
