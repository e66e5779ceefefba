import type { Sharp } from 'sharp';
import type { RenditionType } from '../../domain/media/media.ts';

/** Opens decoded pixels anew: every trial encodes the same pixels, so quality is lost once only. */
export type OpenPixels = () => Sharp;

export type Encoded = {
  bytes: Uint8Array;
  mimeType: RenditionType;
  width: number;
  height: number;
  /** JPEG quality; null for PNG, which loses nothing. */
  quality: number | null;
};

const JPEG_QUALITIES = [90, 85, 80, 75, 70];
/** Below this a face or a line of text suffers more from compression than from fewer pixels. */
const SMALLEST_QUALITY = 70;
const SHRINK = 0.8;

/** A PNG of these pixels. */
export async function encodePng(pixels: OpenPixels): Promise<Encoded> {
  const { data, info } = await pixels()
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer({ resolveWithObject: true });
  return {
    bytes: data,
    mimeType: 'image/png',
    width: info.width,
    height: info.height,
    quality: null,
  };
}

/** The best JPEG of these pixels within `maxBytes`: lower quality first, then fewer pixels. */
export async function encodeJpeg(
  pixels: OpenPixels,
  size: { width: number; height: number },
  maxBytes: number,
): Promise<Encoded> {
  for (const quality of JPEG_QUALITIES) {
    const encoded = await jpegOf(pixels(), quality);
    if (encoded.bytes.length <= maxBytes) return encoded;
  }
  let width = size.width;
  for (;;) {
    width = Math.max(Math.floor(width * SHRINK), 1);
    const encoded = await jpegOf(pixels().resize({ width }), SMALLEST_QUALITY);
    if (encoded.bytes.length <= maxBytes || width === 1) return encoded;
  }
}

async function jpegOf(image: Sharp, quality: number): Promise<Encoded> {
  // Full colour resolution: halved, it frays red on yellow, the colours of the flag.
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mimeType: 'image/jpeg', width: info.width, height: info.height, quality };
}
