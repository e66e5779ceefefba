import { fileTypeFromBuffer } from 'file-type';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Medium, Post } from '../types.ts';
import type { World } from '../world.ts';
import { filmSeconds } from '../x/media.ts';
import { graphErrors } from './errors.ts';
import type { Parameters } from './parameters.ts';
import { refuseMessage, savePost } from './publish.ts';

const MOST_VIDEO_BYTES = 10_000_000_000;
/** What the server asks for at once. */
const CHUNK_BYTES = 8 * 1024 * 1024;

type Upload = { videoId: string; parts: Uint8Array[]; received: number };

export type VideoDesk = ReturnType<typeof createVideoDesk>;

/** The resumable upload of a Page's videos: start, transfer, finish; and what becomes of them. */
export function createVideoDesk(world: World) {
  /** Uploads under way; a restart loses them, as an expired session would be lost. */
  const uploads = new Map<string, Upload>();

  const start = (page: Account, parameters: Parameters): Answer => {
    const size = Number(parameters.get('file_size'));
    if (!Number.isInteger(size) || size < 1 || size > MOST_VIDEO_BYTES) {
      return graphErrors.invalid('param file_size must be a positive number of bytes');
    }
    const now = world.now();
    const videoId = world.newFacebookId(now);
    world.saveMedium({
      platform: 'facebook',
      accountId: page.accountId,
      id: videoId,
      state: 'uploading',
      declaredType: 'video/mp4',
      declaredBytes: size,
      mimeType: 'video/mp4',
      sha256: '',
      alt: '',
      createdAt: now,
      readyAt: now,
      deletedAt: null,
    });
    const session = `${videoId}9`;
    uploads.set(session, { videoId, parts: [], received: 0 });
    return answer(200, { upload_session_id: session, video_id: videoId, ...wanted(0, size) });
  };

  const transfer = (upload: Upload, video: Medium, offset: string, chunk: Uint8Array): Answer => {
    const end = Number(offset) + chunk.length;
    // A part that arrived before and is sent again changes nothing.
    if (end <= upload.received) return answer(200, wanted(upload.received, video.declaredBytes));
    if (Number(offset) !== upload.received || end > video.declaredBytes) {
      return graphErrors.badOffset();
    }
    upload.parts.push(chunk);
    upload.received = end;
    return answer(200, wanted(end, video.declaredBytes));
  };

  const finish = async (
    page: Account,
    upload: Upload,
    video: Medium,
    parameters: Parameters,
  ): Promise<Answer> => {
    if (upload.received < video.declaredBytes) return graphErrors.badOffset();
    const message = parameters.get('description') ?? '';
    const isPublished = parameters.get('published') !== 'false';
    const refusal = isPublished ? refuseMessage(world, page, message) : null;
    if (refusal !== null) return refusal;
    const bytes = Buffer.concat(upload.parts);
    const type = (await fileTypeFromBuffer(bytes))?.mime ?? '';
    const isFilm = type.startsWith('video/') && world.settings().videoProcessing !== 'fails';
    uploads.delete(parameters.get('upload_session_id') ?? '');
    world.saveMedium({
      ...video,
      state: isFilm ? 'ready' : 'failed',
      mimeType: type === '' ? 'application/octet-stream' : type,
      sha256: world.saveBytes(bytes),
      readyAt: world.now() + filmSeconds(world) * 1000,
    });
    // A published one becomes a post once it is processed.
    if (isPublished && isFilm) {
      const publishedAt = world.now() + filmSeconds(world) * 1000;
      savePost(world, page, { message, link: null, mediaIds: [video.id], publishedAt });
    }
    return answer(200, { success: true });
  };

  return {
    /** `POST /{page}/videos` */
    upload: (page: Account, parameters: Parameters, chunk: Uint8Array | null) => {
      const phase = parameters.get('upload_phase');
      if (phase === 'start') return start(page, parameters);
      const upload = uploads.get(parameters.get('upload_session_id') ?? '');
      const video = upload === undefined ? null : world.medium('facebook', upload.videoId);
      if (upload === undefined || video?.accountId !== page.accountId || video.deletedAt !== null) {
        return graphErrors.invalid('param upload_session_id is not an upload of this Page.');
      }
      if (phase === 'transfer') {
        return chunk === null
          ? graphErrors.invalid('Requires upload file')
          : transfer(upload, video, parameters.get('start_offset') ?? '', chunk);
      }
      if (phase === 'finish') return finish(page, upload, video, parameters);
      return graphErrors.invalid('param upload_phase must be one of start, transfer, finish');
    },
    clear: (): void => {
      uploads.clear();
    },
  };
}

/** `POST /{video}`: `published` makes a post of a video that waits unpublished. */
export function updateVideo(
  world: World,
  page: Account,
  video: Medium,
  parameters: Parameters,
): Answer {
  if (parameters.get('published') !== 'true') return graphErrors.invalid('Nothing to change');
  if (statusOf(world, video) !== 'ready') return graphErrors.videoNotReady();
  // Publishing what is published is no second post.
  if (postOf(world, video) !== null) return answer(200, { success: true });
  const message = parameters.get('description') ?? '';
  const refusal = refuseMessage(world, page, message);
  if (refusal !== null) return refusal;
  savePost(world, page, { message, link: null, mediaIds: [video.id], publishedAt: world.now() });
  return answer(200, { success: true });
}

/** What `GET /{video}` tells of it. */
export function videoValues(world: World, video: Medium, sourceUrl: string) {
  const post = (): Post | null => postOf(world, video);
  return {
    id: () => video.id,
    created_time: () => new Date(video.createdAt).toISOString().replace(/\.\d{3}Z$/, '+0000'),
    description: () => post()?.text,
    permalink_url: () => `/${video.accountId}/videos/${video.id}/`,
    post_id: () => post()?.id.split('_').at(-1),
    published: () => post() !== null,
    source: () => sourceUrl,
    status: () => {
      const word = statusOf(world, video);
      const progress = Math.max(0, Math.min(99, 100 - (video.readyAt - world.now()) / 50));
      return {
        video_status: word,
        ...(word === 'processing' ? { processing_progress: Math.round(progress) } : {}),
      };
    },
  };
}

function statusOf(world: World, video: Medium): 'uploading' | 'processing' | 'ready' | 'error' {
  if (video.state === 'uploading') return 'uploading';
  if (world.now() < video.readyAt) return 'processing';
  return video.state === 'ready' ? 'ready' : 'error';
}

function postOf(world: World, video: Medium): Post | null {
  return (
    world
      .timeline('facebook', video.accountId)
      .find((post) => post.deletedAt === null && post.mediaIds.includes(video.id)) ?? null
  );
}

function wanted(from: number, size: number): { start_offset: string; end_offset: string } {
  return { start_offset: String(from), end_offset: String(Math.min(from + CHUNK_BYTES, size)) };
}
