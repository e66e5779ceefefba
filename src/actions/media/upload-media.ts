import type { ImageRenderer } from '../../clients/image-renderer/image-renderer.ts';
import { cleanFileName } from '../../domain/media/file-name.ts';
import type { ImageRefusal, Media } from '../../domain/media/media.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Clock } from '../../lib/clock.ts';
import { sha256 } from '../../lib/hashing.ts';
import type { AuditStore } from '../../stores/audit-store.ts';
import type { MediaStore } from '../../stores/media-store.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type UploadMediaContext = {
  stores: { media: Pick<MediaStore, 'saveMedia'>; audit: Pick<AuditStore, 'insertEntries'> };
  imageRenderer: ImageRenderer;
  clock: Clock;
  source: ActionContext['source'];
};

export type UploadOutcome =
  | { ok: true; media: Media }
  | {
      ok: false;
      reason: ImageRefusal | 'forbidden';
      parameters: Record<string, string | number>;
    };

/**
 * Makes the rendition of an uploaded picture and stores both. `media.changes` is what the author
 * is told before anybody approves. Refuses without permission in the unit, and what is no picture.
 */
export async function uploadMedia(
  ctx: UploadMediaContext,
  upload: { actor: Actor; unitId: string; name: string; bytes: Uint8Array },
): Promise<UploadOutcome> {
  const { actor, unitId, bytes } = upload;
  if (!can(actor, 'media.write', unitId)) return { ok: false, reason: 'forbidden', parameters: {} };
  const image = await ctx.imageRenderer.render(bytes);
  if (image.kind === 'refused') {
    return { ok: false, reason: image.reason, parameters: image.parameters };
  }
  const media: Media = {
    sha256: sha256(image.bytes),
    unitId,
    mimeType: image.mimeType,
    bytes: image.bytes.length,
    width: image.width,
    height: image.height,
    originalName: cleanFileName(upload.name),
    originalSha256: sha256(bytes),
    changes: image.changes,
    uploadedBy: actor.personId,
    uploadedAt: ctx.clock.now(),
  };
  const files = { rendition: image.bytes, original: bytes };
  const saved = await ctx.stores.media.saveMedia(media, files);
  await ctx.stores.audit.insertEntries([
    auditEntry(ctx, actor, {
      action: 'media.uploaded',
      objectType: 'media',
      objectId: saved.sha256,
      unitId,
      before: media.originalSha256,
      after: saved.sha256,
      detail: { bytes: saved.bytes, changes: saved.changes.map((one) => one.code).join(' ') },
    }),
  ]);
  return { ok: true, media: saved };
}
