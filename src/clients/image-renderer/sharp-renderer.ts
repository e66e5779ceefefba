import type sharpType from 'sharp';
import type { Metadata, SharpOptions } from 'sharp';
import type { MediaLimits } from '../../domain/media/media-limits.ts';
import { changesBeforeEncoding, changesOfEncoding } from './changes.ts';
import { encodeJpeg, encodePng } from './encode.ts';
import type { Encoded, OpenPixels } from './encode.ts';
import type { ImageRenderer, RefusedImage, RenderedImage } from './image-renderer.ts';
import { recognise, refused } from './recognise.ts';
import type { SourceFormat } from './recognise.ts';

type Sharp = typeof sharpType;

/** Renders with sharp, which is loaded with the first picture: it costs 100 ms and 20 MB. */
export function createImageRenderer(limits: MediaLimits): ImageRenderer {
  return {
    async render(bytes) {
      const recognised = await recognise(bytes, limits);
      if (recognised.kind === 'refused') return recognised;
      const sharp = await loadSharp();
      const metadata = await readMetadata(sharp, bytes, recognised.format);
      if (metadata === null) return refused('damaged');
      const refusal = refusalOf(metadata, limits);
      if (refusal !== null) return refusal;
      return renderStill(sharp, { bytes, format: recognised.format, metadata, limits });
    },
  };
}

async function loadSharp(): Promise<Sharp> {
  return (await import('sharp')).default;
}

async function readMetadata(
  sharp: Sharp,
  bytes: Uint8Array,
  format: SourceFormat,
): Promise<Metadata | null> {
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    return metadata.format === format ? metadata : null;
  } catch {
    return null;
  }
}

function refusalOf(metadata: Metadata, limits: MediaLimits): RefusedImage | null {
  if ((metadata.pages ?? 1) > 1) return refused('animated');
  const pixels = metadata.width * metadata.height;
  if (pixels <= limits.uploadMaxPixels) return null;
  return refused('too-many-pixels', {
    megapixels: Math.ceil(pixels / 1_000_000),
    maxMegapixels: Math.floor(limits.uploadMaxPixels / 1_000_000),
  });
}

type Source = { bytes: Uint8Array; format: SourceFormat; metadata: Metadata; limits: MediaLimits };

async function renderStill(sharp: Sharp, source: Source): Promise<RenderedImage | RefusedImage> {
  const { bytes, format, metadata, limits } = source;
  const changes = changesBeforeEncoding(bytes, format, metadata);
  if ((format === 'jpeg' || format === 'png') && changes.length === 0 && fits(source)) {
    if (!(await isWhole(sharp, source))) return refused('damaged');
    const { width, height } = metadata;
    return { kind: 'rendered', bytes, mimeType: `image/${format}`, width, height, changes };
  }
  const decoded = await decode(sharp, source);
  if (decoded === null) return refused('damaged');
  const { width, height, channels } = decoded.info;
  const pixels: OpenPixels = () => sharp(decoded.data, { raw: { width, height, channels } });
  const opaque = !metadata.hasAlpha || (await pixels().stats()).isOpaque;
  const encoded = await encode(pixels, { format, opaque, width, height }, limits);
  return {
    kind: 'rendered',
    bytes: encoded.bytes,
    mimeType: encoded.mimeType,
    width: encoded.width,
    height: encoded.height,
    changes: [...changes, ...changesOfEncoding(format, metadata, encoded, opaque)],
  };
}

/** Reads every pixel: a picture that is passed on untouched must still be a whole one. */
async function isWhole(sharp: Sharp, { bytes, limits }: Source): Promise<boolean> {
  try {
    await sharp(bytes, strict(limits)).stats();
    return true;
  } catch {
    return false;
  }
}

/** Upright sRGB pixels within the longest side; null when the file's data do not decode. */
async function decode(sharp: Sharp, { bytes, limits }: Source) {
  const side = limits.renditionMaxSide;
  try {
    return await sharp(bytes, strict(limits))
      .autoOrient()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch {
    return null;
  }
}

function strict(limits: MediaLimits): SharpOptions {
  return { failOn: 'error', limitInputPixels: limits.uploadMaxPixels };
}

function fits({ bytes, metadata, limits }: Source): boolean {
  const side = Math.max(metadata.width, metadata.height);
  return bytes.length <= limits.renditionMaxBytes && side <= limits.renditionMaxSide;
}

/** Drawings and pictures with transparency stay exact as PNG where that is small enough. */
async function encode(
  pixels: OpenPixels,
  image: { format: SourceFormat; opaque: boolean; width: number; height: number },
  limits: MediaLimits,
): Promise<Encoded> {
  if (image.format === 'png' || image.format === 'gif' || !image.opaque) {
    const encoded = await encodePng(pixels);
    if (encoded.bytes.length <= limits.renditionMaxBytes) return encoded;
  }
  return encodeJpeg(pixels, image, limits.renditionMaxBytes);
}
