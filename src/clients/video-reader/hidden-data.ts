import type { MediaChange } from '../../domain/media/media.ts';
import { childrenOf, findBox, loadBox, part } from './boxes.ts';
import type { Box, LoadedBox } from './boxes.ts';
import type { FileParts, Patch } from './video-reader.ts';

/** Boxes that hold what somebody wrote about the film: places, devices, people, notes. */
const TELLING = ['udta', 'meta', 'uuid'];
/** Boxes without a meaning, where anything may be left over. */
const EMPTY = ['free', 'skip', 'wide'];
/** Headers that hold the times of filming and saving. */
const TIMED = ['mvhd', 'tkhd', 'mdhd'];
const FREE = Buffer.from('free', 'latin1');
/** Beyond this a telling box is taken away without looking for a place in it. */
const MOST_LOOKED_AT = 4_000_000;
const PLACES = [/\u00a9xyz/, /loci/, /location/i, /GPS/, /geo:/i];

export type HiddenData = { patches: Patch[]; changes: MediaChange[] };

/**
 * Finds what a file tells beside its pictures and sound, and how to write over it. A box keeps its
 * size and becomes `free`, so that every offset in the file stays right.
 */
export async function findHiddenData(
  file: FileParts,
  top: readonly Box[],
  moov: LoadedBox,
): Promise<HiddenData> {
  const patches: Patch[] = [];
  let hasPlace = false;
  let hasNotes = false;
  for (const box of top.filter((one) => TELLING.includes(one.type))) {
    if (box.size <= MOST_LOOKED_AT) hasPlace ||= tellsPlace((await loadBox(file, box)).content);
    hasNotes = true;
    patches.push(...freed(box));
  }
  for (const box of top.filter((one) => EMPTY.includes(one.type))) {
    const isClean = box.size <= MOST_LOOKED_AT && isBlank((await loadBox(file, box)).content);
    if (isClean) continue;
    hasNotes = true;
    patches.push(...blanked(box));
  }
  for (const box of insideOf(moov)) {
    if (TELLING.includes(box.type)) {
      hasPlace ||= tellsPlace(box.content);
      hasNotes = true;
      patches.push(...freed(box));
    } else if (EMPTY.includes(box.type)) {
      if (isBlank(box.content)) continue;
      hasNotes = true;
      patches.push(...blanked(box));
    } else {
      const times = timesIn(box);
      hasNotes ||= times.length > 0;
      patches.push(...times);
    }
  }
  return {
    patches: patches.toSorted((a, b) => a.offset - b.offset),
    changes: [
      ...(hasPlace ? [{ code: 'location-removed' as const, parameters: {} }] : []),
      ...(hasNotes ? [{ code: 'metadata-removed' as const, parameters: {} }] : []),
    ],
  };
}

/** The boxes of a film's head that may tell more than a player needs. */
function insideOf(moov: LoadedBox): LoadedBox[] {
  const own = childrenOf(moov);
  const tracks = own.filter((box) => box.type === 'trak');
  return [
    ...own,
    ...tracks.flatMap((trak) => {
      const mdia = findBox(trak, 'mdia');
      const minf = findBox(trak, 'mdia', 'minf');
      const stbl = findBox(trak, 'mdia', 'minf', 'stbl');
      return [trak, mdia, minf, stbl].flatMap((box) => (box === undefined ? [] : childrenOf(box)));
    }),
  ];
}

function freed(box: Box): Patch[] {
  return [{ offset: box.offset + 4, bytes: FREE }, ...blanked(box)];
}

function blanked(box: Box): Patch[] {
  const zeros = box.size - box.headerSize;
  return zeros === 0 ? [] : [{ offset: box.offset + box.headerSize, zeros }];
}

/** Creation and modification time, right behind version and flags. */
function timesIn(box: LoadedBox): Patch[] {
  if (!TIMED.includes(box.type)) return [];
  const zeros = part(box.content, 0, 1).getUint8(0) === 1 ? 16 : 8;
  const times = part(box.content, 4, zeros);
  return isBlank(times) ? [] : [{ offset: box.offset + box.headerSize + 4, zeros }];
}

function isBlank(view: DataView): boolean {
  return bytesOf(view).every((byte) => byte === 0);
}

function tellsPlace(view: DataView): boolean {
  const text = bytesOf(view).toString('latin1');
  return PLACES.some((place) => place.test(text));
}

function bytesOf(view: DataView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
