import type { Metadata } from 'sharp';
import type { MediaChange, MediaChangeCode } from '../../domain/media/media.ts';
import type { Encoded } from './encode.ts';
import { hasHiddenData, hasLocation } from './hidden-data.ts';
import type { SourceFormat } from './recognise.ts';

/** What the picture asks for by itself, whatever it is encoded as afterwards. */
export function changesBeforeEncoding(
  bytes: Uint8Array,
  format: SourceFormat,
  metadata: Metadata,
): MediaChange[] {
  const codes: MediaChangeCode[] = [];
  if ((metadata.orientation ?? 1) > 1) codes.push('rotated');
  if (tellsLocation(metadata)) codes.push('location-removed');
  if (carriesMetadata(bytes, format, metadata)) codes.push('metadata-removed');
  if (!hasPlainColours(metadata)) codes.push('colours-converted');
  return codes.map((code) => ({ code, parameters: {} }));
}

/** What else differs between the upright original and its encoded rendition. */
export function changesOfEncoding(
  format: SourceFormat,
  metadata: Metadata,
  encoded: Encoded,
  opaque: boolean,
): MediaChange[] {
  const changes: MediaChange[] = [];
  const { width, height } = metadata.autoOrient;
  if (encoded.width !== width || encoded.height !== height) {
    changes.push({
      code: 'resized',
      parameters: {
        fromWidth: width,
        fromHeight: height,
        width: encoded.width,
        height: encoded.height,
      },
    });
  }
  if (encoded.mimeType === 'image/jpeg' && !opaque) {
    changes.push({ code: 'transparency-filled', parameters: {} });
  }
  const to = encoded.mimeType === 'image/jpeg' ? 'jpeg' : 'png';
  if (format !== to) {
    changes.push({ code: 'format-changed', parameters: { from: nameOf(format), to: nameOf(to) } });
  }
  if (encoded.quality !== null) {
    changes.push({ code: 're-encoded', parameters: { quality: encoded.quality } });
  }
  return changes;
}

function nameOf(format: SourceFormat): string {
  return format === 'webp' ? 'WebP' : format.toUpperCase();
}

function tellsLocation(metadata: Metadata): boolean {
  if (metadata.exif !== undefined && hasLocation(metadata.exif)) return true;
  return metadata.xmp?.includes('GPSLatitude') === true;
}

function carriesMetadata(bytes: Uint8Array, format: SourceFormat, metadata: Metadata): boolean {
  if (format === 'jpeg' || format === 'png') return hasHiddenData(bytes, format);
  const { exif, xmp, iptc, comments } = metadata;
  return [exif, xmp, iptc, comments].some((part) => part !== undefined);
}

/** Eight bits a channel, and sRGB or grey: what every screen and both platforms show alike. */
function hasPlainColours(metadata: Metadata): boolean {
  if (metadata.depth !== 'uchar') return false;
  if (metadata.space !== 'srgb' && metadata.space !== 'b-w') return false;
  return metadata.icc === undefined || namesSrgb(metadata.icc);
}

/** A colour profile names itself in ASCII (version 2) or in UTF-16 (version 4). */
function namesSrgb(profile: Buffer): boolean {
  return profile.toString('latin1').replaceAll('\0', '').includes('sRGB');
}
