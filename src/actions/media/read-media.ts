import type { Readable } from 'node:stream';
import type { Media } from '../../domain/media/media.ts';
import { VIDEO_TYPE } from '../../domain/media/video.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { MediaStore } from '../../stores/media-store.ts';
import { underEmbargo } from '../events/embargo.ts';
import type { EmbargoReads } from '../events/embargo.ts';

export type ReadMediaContext = EmbargoReads & {
  stores: { media: Pick<MediaStore, 'findMedia' | 'readMedia' | 'openMedia'> };
};

/** A picture is read and checked as a whole; a video is read part by part, as its player asks. */
export type MediaRead =
  | { ok: true; kind: 'picture'; media: Media; isEmbargoed: boolean; bytes: Buffer }
  | {
      ok: true;
      kind: 'video';
      media: Media;
      isEmbargoed: boolean;
      /** The bytes from `start` up to `end`. */
      open(range: { start: number; end: number }): Promise<Readable>;
    }
  | { ok: false; reason: 'not-found' };

/**
 * The exact bytes that are approved and sent, for somebody who may read media of a unit that has
 * them, and what is under embargo in a unit whose posts carry them. Anybody else learns no more
 * than that there is no such picture.
 */
export async function readMedia(
  ctx: ReadMediaContext,
  request: { actor: Actor; sha256: string },
): Promise<MediaRead> {
  const { actor } = request;
  const unitIds = scopeOf(actor, 'media.read');
  const media = await ctx.stores.media.findMedia(request.sha256, { unitIds });
  if (media === null) return { ok: false, reason: 'not-found' };
  const { sha256 } = media;
  const carriers = await ctx.stores.posts.listCarriedPosts({ sha256 });
  const embargoed = await underEmbargo(ctx, carriers);
  const secret = carriers.filter((post) => embargoed.has(post.id));
  const isEmbargoed = secret.length > 0;
  const mayRead = secret.some((post) => can(actor, 'embargo.read', post.unitId));
  if (isEmbargoed && !mayRead) return { ok: false, reason: 'not-found' };
  if (media.mimeType === VIDEO_TYPE) {
    const open = (range: { start: number; end: number }): Promise<Readable> =>
      ctx.stores.media.openMedia(sha256, range);
    return { ok: true, kind: 'video', media, isEmbargoed, open };
  }
  const bytes = await ctx.stores.media.readMedia(sha256);
  return { ok: true, kind: 'picture', media, isEmbargoed, bytes };
}
