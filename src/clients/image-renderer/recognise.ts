import type { MediaLimits } from '../../domain/media/media-limits.ts';
import type { ImageRefusal } from '../../domain/media/media.ts';
import type { RefusedImage } from './image-renderer.ts';

export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'gif';

const formats = new Map<string, SourceFormat>([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
]);

/** Judges a file by its size and its content; its name and what the browser calls it count nothing. */
export async function recognise(
  bytes: Uint8Array,
  limits: MediaLimits,
): Promise<{ kind: 'recognised'; format: SourceFormat } | RefusedImage> {
  if (bytes.length === 0) return refused('empty');
  if (bytes.length > limits.uploadMaxBytes) {
    return refused('too-large', {
      megabytes: megabytesOf(bytes.length),
      maxMegabytes: megabytesOf(limits.uploadMaxBytes),
    });
  }
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (found?.mime === 'image/apng') return refused('animated');
  const format = formats.get(found?.mime ?? '');
  if (format !== undefined) return { kind: 'recognised', format };
  if (looksLikeSvg(bytes)) return refused('wrong-type', { type: 'SVG' });
  if (found === undefined) return refused('not-an-image');
  return refused('wrong-type', { type: found.ext.toUpperCase() });
}

export function refused(
  reason: ImageRefusal,
  parameters: Record<string, string | number> = {},
): RefusedImage {
  return { kind: 'refused', reason, parameters };
}

/** Whole megabytes, upwards, so that what is too large never reads as equal to the limit. */
function megabytesOf(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

/** SVG is text, so the magic numbers of files do not tell it. */
function looksLikeSvg(bytes: Uint8Array): boolean {
  const head = new TextDecoder('utf-8').decode(bytes.subarray(0, 1_024));
  return /^\s*</.test(head) && /<svg[\s>]/i.test(head);
}
