import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { createImageRenderer } from '../../../src/clients/image-renderer/sharp-renderer.ts';
import type { RenderedImage } from '../../../src/clients/image-renderer/image-renderer.ts';
import { mediaLimitsOf } from '../../../src/domain/media/media-limits.ts';
import type { MediaLimitsData } from '../../../src/domain/media/media-limits.ts';
import { drawing, noise, photo, photoFromPhone } from './pictures.ts';

const data = JSON.parse(
  readFileSync(new URL('../../../config/data/media-limits.json', import.meta.url), 'utf8'),
) as MediaLimitsData;
const limits = mediaLimitsOf(data);
const renderer = createImageRenderer(limits);

async function rendered(bytes: Uint8Array): Promise<RenderedImage> {
  const result = await renderer.render(bytes);
  if (result.kind === 'refused') throw new Error(`refused: ${result.reason}`);
  return result;
}

const codesOf = (image: RenderedImage) => image.changes.map((change) => change.code);

describe('a picture that is fit as it is', () => {
  it.each([
    ['a small PNG', () => drawing(16, 16).png().toBuffer()],
    ['a PNG with transparency', () => drawing(16, 16, 0.4).png().toBuffer()],
    ['a palette PNG', () => drawing(16, 16).png({ palette: true }).toBuffer()],
    ['a grey JPEG', () => photo(320, 200).greyscale().jpeg().toBuffer()],
    ['a progressive JPEG', () => photo(320, 200).jpeg({ progressive: true }).toBuffer()],
    ['a JPEG that says it is sRGB', () => photo(320, 200).withIccProfile('srgb').jpeg().toBuffer()],
  ])('keeps every byte: %s', async (_name, make) => {
    const bytes = await make();
    const image = await rendered(bytes);
    expect(image.changes).toEqual([]);
    expect(Buffer.compare(image.bytes, bytes)).toBe(0);
    const { width, height, mediaType } = await sharp(bytes).metadata();
    expect(image).toMatchObject({ width, height, mimeType: mediaType });
  });

  it('is fit after one rendering: rendering again changes nothing more', async () => {
    const once = await rendered(await photoFromPhone());
    const twice = await rendered(once.bytes);
    expect(twice.changes).toEqual([]);
    expect(Buffer.compare(twice.bytes, once.bytes)).toBe(0);
  });
});

describe('a photo from a phone', () => {
  it('is turned upright and loses the place, and the author is told both', async () => {
    const bytes = await photoFromPhone();
    expect(await sharp(bytes).metadata()).toMatchObject({
      width: 400,
      height: 240,
      orientation: 6,
    });
    const image = await rendered(bytes);
    expect(image).toMatchObject({ width: 240, height: 400, mimeType: 'image/jpeg' });
    expect(codesOf(image)).toEqual([
      'rotated',
      'location-removed',
      'metadata-removed',
      're-encoded',
    ]);
    const after = await sharp(image.bytes).metadata();
    expect(after.exif).toBeUndefined();
    expect(after.orientation).toBeUndefined();
    expect(Buffer.from(image.bytes).includes('Nguyen')).toBe(false);
    // The red left half of the stored picture is the top of the upright one.
    const top = await sharp(image.bytes)
      .extract({ left: 120, top: 10, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(top[0]).toBeGreaterThan(200);
    expect(top[2]).toBeLessThan(60);
  });

  it('is told to hold notes without a place when it has no place', async () => {
    const bytes = await photo(320, 200)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Nguyen Van A' } })
      .toBuffer();
    expect(codesOf(await rendered(bytes))).toEqual(['metadata-removed', 're-encoded']);
  });

  it('of 20 million pixels is made smaller and stays within what both platforms take', async () => {
    const bytes = await photo(5472, 3648).jpeg({ quality: 92 }).toBuffer();
    const image = await rendered(bytes);
    expect(image).toMatchObject({ width: 4096, height: 2731, mimeType: 'image/jpeg' });
    expect(image.bytes.length).toBeLessThanOrEqual(3_900_000);
    expect(image.changes[0]).toEqual({
      code: 'resized',
      parameters: { fromWidth: 5472, fromHeight: 3648, width: 4096, height: 2731 },
    });
  });
});

describe('data hidden beside the picture', () => {
  it.each([
    ['a comment', (jpeg: Buffer) => insert(jpeg, 2, Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4]))],
    ['a maker segment', (jpeg: Buffer) => insert(jpeg, 2, Buffer.from([0xff, 0xe7, 0, 4, 1, 2]))],
    ['bytes after the end', (jpeg: Buffer) => Buffer.concat([jpeg, Buffer.from('a video')])],
  ])('is removed from a JPEG: %s', async (_name, spoil) => {
    const image = await rendered(spoil(await photo(320, 200).jpeg().toBuffer()));
    expect(codesOf(image)).toEqual(['metadata-removed', 're-encoded']);
  });

  it('is removed from a PNG, whose pixels stay exact', async () => {
    const bytes = await drawing(64, 48)
      .png()
      .withExif({ IFD0: { Artist: 'Nguyen Van A' } })
      .toBuffer();
    const image = await rendered(bytes);
    expect(image.mimeType).toBe('image/png');
    expect(codesOf(image)).toEqual(['metadata-removed']);
    expect(await sharp(image.bytes).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer());
  });
});

describe('formats and colours', () => {
  it('a WebP photo becomes JPEG, which every platform takes', async () => {
    const image = await rendered(await photo(320, 200).webp().toBuffer());
    expect(image.mimeType).toBe('image/jpeg');
    expect(image.changes[0]).toEqual({
      code: 'format-changed',
      parameters: { from: 'WebP', to: 'JPEG' },
    });
  });

  it('a WebP with transparency and a still GIF become PNG', async () => {
    const webp = await rendered(await drawing(64, 48, 0.4).webp({ lossless: true }).toBuffer());
    expect(webp.mimeType).toBe('image/png');
    const gif = await rendered(await drawing(64, 48).gif().toBuffer());
    expect(gif.mimeType).toBe('image/png');
    expect(codesOf(gif)).toEqual(['format-changed']);
  });

  it('colours outside sRGB are converted and not merely relabelled', async () => {
    const p3 = await photo(320, 200).withIccProfile('p3').jpeg().toBuffer();
    const image = await rendered(p3);
    expect(codesOf(image)).toEqual(['colours-converted', 're-encoded']);
    const [red] = await sharp(image.bytes)
      .extract({ left: 5, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(Math.abs((red ?? 0) - 220)).toBeLessThan(8);
    expect((await sharp(image.bytes).metadata()).icc).toBeUndefined();
  });

  it('a printing picture (CMYK) and a 16-bit one become sRGB of 8 bits', async () => {
    const cmyk = await rendered(await photo(320, 200).toColourspace('cmyk').jpeg().toBuffer());
    expect(codesOf(cmyk)).toContain('colours-converted');
    expect((await sharp(cmyk.bytes).metadata()).space).toBe('srgb');
    const deep = await rendered(await drawing(64, 48).toColourspace('rgb16').png().toBuffer());
    expect(codesOf(deep)).toEqual(['colours-converted']);
    expect((await sharp(deep.bytes).metadata()).depth).toBe('uchar');
  });

  it('a PNG too heavy for the platforms becomes JPEG, transparent parts white', async () => {
    const bytes = await noise(1100, 1100).png().toBuffer();
    expect(bytes.length).toBeGreaterThan(3_900_000);
    const image = await rendered(bytes);
    expect(image.bytes.length).toBeLessThanOrEqual(3_900_000);
    expect(codesOf(image)).toEqual(['transparency-filled', 'format-changed', 're-encoded']);
    const [corner] = await sharp(image.bytes)
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer();
    expect(corner).toBeGreaterThan(200);
  });

  it('lowers quality step by step, then size, until the limit is kept', async () => {
    const tight = createImageRenderer({ ...limits, renditionMaxBytes: 60_000 });
    const image = await tight.render(await noise(400, 400).jpeg({ quality: 100 }).toBuffer());
    if (image.kind === 'refused') throw new Error(image.reason);
    expect(image.bytes.length).toBeLessThanOrEqual(60_000);
    expect(image.changes.map((change) => change.code)).toEqual(['resized', 're-encoded']);
    expect(image.changes[1]?.parameters).toEqual({ quality: 70 });
  });
});

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}
