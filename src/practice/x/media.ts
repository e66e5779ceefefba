import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Medium } from '../types.ts';
import type { World } from '../world.ts';
import { mediaKey } from './present-post.ts';
import { problems } from './problems.ts';
import { validationProblem } from './publish.ts';

const LIFE_SECONDS = 24 * 3_600;
/** Bytes by category (docs.x.com media best practices). */
const MOST_BYTES: Record<string, number> = {
  tweet_image: 5_000_000,
  tweet_gif: 15_000_000,
  tweet_video: 512_000_000,
};
const MOST_SEGMENT_BYTES = 5 * 1024 * 1024;
const LONGEST_ALT = 1_000;

const initializeSchema = z.strictObject({
  media_type: z.enum([
    'image/jpeg',
    'image/png',
    'image/webp',
    'image/gif',
    'image/bmp',
    'image/tiff',
    'image/pjpeg',
    'video/mp4',
    'video/webm',
    'video/mp2t',
    'video/quicktime',
  ]),
  total_bytes: z.number().int().min(1),
  media_category: z.enum(['tweet_image', 'tweet_gif', 'tweet_video']).default('tweet_image'),
  additional_owners: z.array(z.string()).optional(),
  shared: z.boolean().optional(),
});
const metadataSchema = z.strictObject({
  id: z.string().regex(/^[0-9]{1,19}$/),
  metadata: z.object({ alt_text: z.strictObject({ text: z.string().max(LONGEST_ALT) }) }),
});

export type MediaDesk = ReturnType<typeof createMediaDesk>;

/** The media upload of X: initialize, append, finalize, status, metadata. */
export function createMediaDesk(world: World) {
  /** Segments of uploads under way; a restart loses them, as an expired upload would be lost. */
  const uploads = new Map<string, Map<number, Uint8Array>>();
  const own = (account: Account, id: string): Medium | null => {
    const medium = world.medium('x', id);
    return medium?.accountId === account.accountId ? medium : null;
  };
  const invalid = (message: string, parameters: Record<string, string[]>): Answer =>
    problems.invalid([{ message, parameters }]);

  return {
    initialize: (account: Account, body: unknown): Answer => {
      const read = initializeSchema.safeParse(body);
      if (!read.success) return validationProblem(read.error);
      const { media_type: type, total_bytes: bytes, media_category: category } = read.data;
      if (bytes > (MOST_BYTES[category] ?? 0)) {
        return invalid(`File size exceeds ${MOST_BYTES[category]} bytes.`, {
          total_bytes: [String(bytes)],
        });
      }
      const now = world.now();
      const id = world.newXId(now);
      uploads.set(id, new Map());
      world.saveMedium({
        platform: 'x',
        accountId: account.accountId,
        id,
        state: 'uploading',
        declaredType: type,
        declaredBytes: bytes,
        mimeType: '',
        sha256: '',
        alt: '',
        createdAt: now,
        readyAt: now,
        deletedAt: null,
      });
      return answer(200, {
        data: { id, media_key: mediaKey(id, type), expires_after_secs: LIFE_SECONDS },
      });
    },

    append: (
      account: Account,
      id: string,
      segmentIndex: unknown,
      bytes: Uint8Array | undefined,
    ): Answer => {
      const segments = own(account, id) === null ? undefined : uploads.get(id);
      if (segments === undefined) return invalid('Media id was not found.', { id: [id] });
      const index = z.coerce.number().int().min(0).max(999).safeParse(segmentIndex);
      if (segmentIndex === undefined || !index.success) {
        return invalid('segment_index: must be 0 to 999', { segment_index: [] });
      }
      if (bytes === undefined || bytes.length === 0 || bytes.length > MOST_SEGMENT_BYTES) {
        return invalid('media: must be 1 byte to 5 MB', { media: [] });
      }
      segments.set(index.data, bytes);
      return answer(200, {
        data: { expires_at: Math.floor(world.now() / 1000) + LIFE_SECONDS },
      });
    },

    finalize: async (account: Account, id: string): Promise<Answer> => {
      const medium = own(account, id);
      const segments = uploads.get(id);
      if (medium === null || segments === undefined) {
        return invalid('Media id was not found.', { id: [id] });
      }
      const parts = [...segments.keys()].toSorted((a, b) => a - b);
      const bytes = Buffer.concat(parts.map((part) => segments.get(part) ?? new Uint8Array()));
      const isWhole = parts.every((part, i) => part === i) && bytes.length === medium.declaredBytes;
      if (!isWhole) {
        return invalid(
          `Segments do not add up to provided total file size (${bytes.length} of ${medium.declaredBytes}).`,
          { id: [id] },
        );
      }
      uploads.delete(id);
      const type = (await fileTypeFromBuffer(bytes))?.mime ?? '';
      const isPicture = /^image\/(jpeg|png|webp|gif|bmp|tiff)$/.test(type);
      const isFilm = /^video\//.test(type);
      if (!isPicture && !isFilm) {
        world.saveMedium({ ...medium, state: 'failed' });
        return invalid('The media could not be processed: unsupported type.', { id: [id] });
      }
      const waitSeconds =
        isFilm || type === 'image/gif'
          ? filmSeconds(world)
          : world.settings().xImageProcessingSeconds;
      const done: Medium = {
        ...medium,
        state: isFilm && world.settings().videoProcessing === 'fails' ? 'failed' : 'ready',
        mimeType: type,
        sha256: world.saveBytes(bytes),
        readyAt: world.now() + waitSeconds * 1000,
      };
      world.saveMedium(done);
      return answer(200, { data: present(done, waitSeconds > 0) });
    },

    status: (account: Account, query: Record<string, string | undefined>): Answer => {
      const medium = own(account, query['media_id'] ?? '');
      if (query['command'] !== 'STATUS' || medium === null) {
        return invalid('Media id was not found.', { media_id: [query['media_id'] ?? ''] });
      }
      return answer(200, { data: present(medium, true) });
    },

    metadata: (account: Account, body: unknown): Answer => {
      const read = metadataSchema.safeParse(body);
      if (!read.success) return validationProblem(read.error);
      const medium = own(account, read.data.id);
      if (medium === null) return invalid('Media id was not found.', { id: [read.data.id] });
      const { text } = read.data.metadata.alt_text;
      world.saveMedium({ ...medium, alt: text });
      return answer(200, {
        data: { id: medium.id, associated_metadata: { alt_text: { text } } },
      });
    },

    clear: (): void => {
      uploads.clear();
    },
  };

  function present(medium: Medium, withProcessing: boolean): Record<string, unknown> {
    return {
      id: medium.id,
      media_key: mediaKey(medium.id, medium.mimeType),
      size: medium.declaredBytes,
      expires_after_secs: LIFE_SECONDS,
      ...(withProcessing ? { processing_info: processingInfo(medium, world.now()) } : {}),
    };
  }
}

/** A film that hangs is worked on for longer than anybody waits. */
export function filmSeconds(world: World): number {
  const { videoSeconds, videoProcessing } = world.settings();
  return videoProcessing === 'hangs' ? 365 * 86_400 : videoSeconds;
}

function processingInfo(medium: Medium, now: number): Record<string, unknown> {
  if (medium.state === 'failed') {
    return {
      state: 'failed',
      error: { code: 1, name: 'InvalidMedia', message: 'unsupported media' },
    };
  }
  const leftMs = medium.readyAt - now;
  if (leftMs <= 0) return { state: 'succeeded', progress_percent: 100 };
  return leftMs > 1_000
    ? { state: 'pending', check_after_secs: 1, progress_percent: 0 }
    : { state: 'in_progress', check_after_secs: 1, progress_percent: 50 };
}
