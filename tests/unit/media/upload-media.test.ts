import { describe, expect, it } from '@jest/globals';
import { readMedia } from '../../../src/actions/media/read-media.ts';
import { uploadMedia } from '../../../src/actions/media/upload-media.ts';
import type { ImageRenderer } from '../../../src/clients/image-renderer/image-renderer.ts';
import { cleanFileName } from '../../../src/domain/media/file-name.ts';
import type { Media } from '../../../src/domain/media/media.ts';
import type { Role } from '../../../src/domain/people/permission.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import type { AuditEntry } from '../../../src/domain/records/audit.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/hashing.ts';

const NOW = new Date('2026-11-25T02:00:00Z');
const original = Buffer.from('the picture as uploaded');
const rendition = Buffer.from('the picture as sent');

function actor(role: Role, unitId: string): Actor {
  return {
    personId: 'p1',
    name: 'Lan',
    language: 'vi',
    grants: [{ role, unitId, unitIds: [unitId] }],
  };
}

function desk(render: ImageRenderer['render'] = renderFine) {
  const saved: { media: Media; files: { rendition: Uint8Array; original: Uint8Array } }[] = [];
  const entries: AuditEntry[] = [];
  return {
    saved,
    entries,
    source: 'web' as const,
    clock: createClock(() => NOW),
    imageRenderer: { render },
    // No event carries anything on this desk, so nothing is ever verified.
    signer: { sign: () => ({ value: '', publicKey: '' }), verify: () => false },
    stores: {
      posts: { listCarriedPosts: () => Promise.resolve([]) },
      events: {
        listEventsById: () => Promise.resolve([]),
        listReleases: () => Promise.resolve([]),
      },
      deliveries: { listDeliveriesOfPosts: () => Promise.resolve([]) },
      media: {
        saveMedia: (media: Media, files: { rendition: Uint8Array; original: Uint8Array }) => {
          saved.push({ media, files });
          return Promise.resolve(media);
        },
        findMedia: (hash: string, { unitIds }: { unitIds?: readonly string[] } = {}) =>
          Promise.resolve(
            saved.find(
              ({ media }) => media.sha256 === hash && unitIds?.includes(media.unitId) !== false,
            )?.media ?? null,
          ),
        readMedia: () => Promise.resolve(rendition),
        openMedia: () => Promise.reject(new Error('no video was stored')),
      },
      audit: {
        insertEntries: (added: readonly AuditEntry[]) => {
          entries.push(...added);
          return Promise.resolve();
        },
      },
    },
  };
}

const renderFine: ImageRenderer['render'] = () =>
  Promise.resolve({
    kind: 'rendered',
    bytes: rendition,
    mimeType: 'image/jpeg',
    width: 40,
    height: 30,
    changes: [{ code: 'rotated', parameters: {} }],
  });

describe('uploading a picture', () => {
  it('names it by the bytes that will be sent, and keeps the original with its own name', async () => {
    const ctx = desk();
    const outcome = await uploadMedia(ctx, {
      actor: actor('press-officer', 'paris'),
      unitId: 'paris',
      name: 'C:\\ảnh\\hội đàm.jpg',
      bytes: original,
    });
    const media: Media = {
      sha256: sha256(rendition),
      unitId: 'paris',
      mimeType: 'image/jpeg',
      bytes: rendition.length,
      width: 40,
      height: 30,
      originalName: 'hội đàm.jpg',
      originalSha256: sha256(original),
      changes: [{ code: 'rotated', parameters: {} }],
      uploadedBy: 'p1',
      uploadedAt: NOW,
    };
    expect(outcome).toEqual({ ok: true, media });
    expect(ctx.saved).toEqual([{ media, files: { rendition, original } }]);
    expect(ctx.entries).toMatchObject([
      { action: 'media.uploaded', actorId: 'p1', objectId: sha256(rendition), unitId: 'paris' },
    ]);
  });

  it.each([
    ['a press officer of another unit', actor('press-officer', 'geneva')],
    ['a spokesperson', actor('spokesperson', 'paris')],
    ['a report reader', actor('report-reader', 'paris')],
  ])('is not for %s, and the file is not even opened', async (_who, person) => {
    const ctx = desk(() => Promise.reject(new Error('opened')));
    const outcome = await uploadMedia(ctx, {
      actor: person,
      unitId: 'paris',
      name: 'a.jpg',
      bytes: original,
    });
    expect(outcome).toEqual({ ok: false, reason: 'forbidden', parameters: {} });
    expect(ctx.saved).toEqual([]);
  });

  it('stores nothing of a file that is refused, and says why', async () => {
    const ctx = desk(() =>
      Promise.resolve({ kind: 'refused', reason: 'wrong-type', parameters: { type: 'HEIC' } }),
    );
    const outcome = await uploadMedia(ctx, {
      actor: actor('translator', 'paris'),
      unitId: 'paris',
      name: 'a.jpg',
      bytes: original,
    });
    expect(outcome).toEqual({ ok: false, reason: 'wrong-type', parameters: { type: 'HEIC' } });
    expect(ctx.saved).toEqual([]);
  });
});

describe('looking at a picture', () => {
  it('is for those who may read media of its unit; for others it does not exist', async () => {
    const ctx = desk();
    await uploadMedia(ctx, {
      actor: actor('press-officer', 'paris'),
      unitId: 'paris',
      name: 'a.jpg',
      bytes: original,
    });
    const hash = sha256(rendition);
    const reader = await readMedia(ctx, { actor: actor('spokesperson', 'paris'), sha256: hash });
    expect(reader).toMatchObject({ ok: true, bytes: rendition, media: { unitId: 'paris' } });
    const stranger = await readMedia(ctx, { actor: actor('spokesperson', 'geneva'), sha256: hash });
    expect(stranger).toEqual({ ok: false, reason: 'not-found' });
  });
});

describe('the name of an uploaded file', () => {
  it('is kept without folders, control or direction characters, and not too long', () => {
    expect(cleanFileName('/home/lan/ảnh.png')).toBe('ảnh.png');
    expect(cleanFileName('ảnh\u202Egnp.exe\n')).toBe('ảnhgnp.exe');
    expect(cleanFileName('a\u0302.png')).toBe('â.png');
    expect(cleanFileName('x'.repeat(500))).toHaveLength(120);
    expect(cleanFileName('../..')).toBe('..');
  });
});
