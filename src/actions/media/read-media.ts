import type { Media } from '../../domain/media/media.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { MediaStore } from '../../stores/media-store.ts';

export type ReadMediaContext = {
  stores: { media: Pick<MediaStore, 'findMedia' | 'readMedia'> };
};

/**
 * The exact bytes that are approved and sent, for somebody who may read media of a unit that has
 * them. Anybody else learns no more than that there is no such picture.
 */
export async function readMedia(
  ctx: ReadMediaContext,
  request: { actor: Actor; sha256: string },
): Promise<{ ok: true; media: Media; bytes: Buffer } | { ok: false; reason: 'not-found' }> {
  const unitIds = scopeOf(request.actor, 'media.read');
  const media = await ctx.stores.media.findMedia(request.sha256, { unitIds });
  if (media === null) return { ok: false, reason: 'not-found' };
  return { ok: true, media, bytes: await ctx.stores.media.readMedia(media.sha256) };
}
