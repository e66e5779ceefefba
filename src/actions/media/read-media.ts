import type { Readable } from 'node:stream';
import type { Media } from '../../domain/media/media.ts';
import { VIDEO_TYPE } from '../../domain/media/video.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { MediaStore } from '../../stores/media-store.ts';

export type ReadMediaContext = {
  stores: { media: Pick<MediaStore, 'findMedia' | 'readMedia' | 'openMedia'> };
};

/** A picture is read and checked as a whole; a video is read part by part, as its player asks. */
export type MediaRead =
  | { ok: true; kind: 'picture'; media: Media; bytes: Buffer }
  | {
      ok: true;
      kind: 'video';
      media: Media;
      /** The bytes from `start` up to `end`. */
      open(range: { start: number; end: number }): Promise<Readable>;
    }
  | { ok: false; reason: 'not-found' };

/**
 * The exact bytes that are approved and sent, for somebody who may read media of a unit that has
 * them. Anybody else learns no more than that there is no such picture.
 */
export async function readMedia(
  ctx: ReadMediaContext,
  request: { actor: Actor; sha256: string },
): Promise<MediaRead> {
  const unitIds = scopeOf(request.actor, 'media.read');
  const media = await ctx.stores.media.findMedia(request.sha256, { unitIds });
  if (media === null) return { ok: false, reason: 'not-found' };
  if (media.mimeType === VIDEO_TYPE) {
    const open = (range: { start: number; end: number }): Promise<Readable> =>
      ctx.stores.media.openMedia(media.sha256, range);
    return { ok: true, kind: 'video', media, open };
  }
  const bytes = await ctx.stores.media.readMedia(media.sha256);
  return { ok: true, kind: 'picture', media, bytes };
}
