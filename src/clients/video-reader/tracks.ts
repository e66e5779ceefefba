import { BoxError, childrenOf, findBox, longAt, part, textAt } from './boxes.ts';
import type { LoadedBox } from './boxes.ts';

/** One track of a film as its sample tables tell it; the figures in its headers are not trusted. */
export type Track = {
  /** `vide`, `soun`, or what else a camera writes beside them. */
  handler: string;
  /** The four letters of the codec: `avc1`, `hvc1`, `mp4a` ... */
  codec: string;
  /** The first description of its samples. */
  entry: LoadedBox | null;
  samples: number;
  durationMs: number;
  /** As it is shown: turned where the file says so. */
  width: number;
  height: number;
  /** The end of the last chunk's first sample: a file that is shorter was cut off. */
  reachesTo: number;
};

/** Four numbers of a sample table at most: a day of film has fewer than this. */
const MOST_ENTRIES = 20_000_000;

/** Reads one `trak` box. @throws BoxError when its tables do not add up. */
export function readTrack(trak: LoadedBox): Track {
  const handler = need(trak, 'mdia', 'hdlr');
  const tables = need(trak, 'mdia', 'minf', 'stbl');
  const descriptions = need(tables, 'stsd');
  const entry = childrenOf(descriptions, 8)[0] ?? null;
  const timescale = mediaTimescale(need(trak, 'mdia', 'mdhd'));
  const times = timesOf(need(tables, 'stts'));
  const sizes = sizesOf(need(tables, 'stsz'));
  if (times.samples !== sizes.samples) throw new BoxError('sample tables differ');
  const { width, height } = shownSize(need(trak, 'tkhd'));
  return {
    handler: textAt(handler.content, 8, 4),
    codec: entry?.type ?? '',
    entry,
    samples: times.samples,
    durationMs: timescale === 0 ? 0 : Math.round((times.duration * 1000) / timescale),
    width,
    height,
    reachesTo: lastChunk(tables) + sizes.least,
  };
}

function need(parent: LoadedBox, ...path: string[]): LoadedBox {
  const box = findBox(parent, ...path);
  if (box === undefined) throw new BoxError(`no ${path.join('/')} in ${parent.type}`);
  return box;
}

function mediaTimescale({ content }: LoadedBox): number {
  const isLong = part(content, 0, 1).getUint8(0) === 1;
  return part(content, isLong ? 20 : 12, 4).getUint32(0);
}

/** How many samples there are and how long they last together, in the track's own scale. */
function timesOf({ content }: LoadedBox): { samples: number; duration: number } {
  const entries = countOf(content, 4, 8, 8);
  let samples = 0;
  let duration = 0;
  for (let n = 0; n < entries; n += 1) {
    const count = content.getUint32(8 + n * 8);
    samples += count;
    duration += count * content.getUint32(12 + n * 8);
  }
  return { samples, duration };
}

function sizesOf({ content }: LoadedBox): { samples: number; least: number } {
  const same = part(content, 4, 4).getUint32(0);
  const samples = part(content, 8, 4).getUint32(0);
  if (same !== 0) return { samples, least: same };
  countOf(content, 8, 12, 4);
  let least = samples === 0 ? 0 : Infinity;
  for (let n = 0; n < samples; n += 1) least = Math.min(least, content.getUint32(12 + n * 4));
  return { samples, least };
}

function lastChunk(tables: LoadedBox): number {
  const short = findBox(tables, 'stco');
  const { content } = short ?? need(tables, 'co64');
  const entries = countOf(content, 4, 8, short === undefined ? 8 : 4);
  let last = 0;
  for (let n = 0; n < entries; n += 1) {
    const at = short === undefined ? longAt(content, 8 + n * 8) : content.getUint32(8 + n * 4);
    last = Math.max(last, at);
  }
  return last;
}

/** A count that the box has room for. */
function countOf(content: DataView, at: number, first: number, each: number): number {
  const count = part(content, at, 4).getUint32(0);
  if (count > MOST_ENTRIES) throw new BoxError('a table larger than any film has');
  part(content, first, count * each);
  return count;
}

/** Whole pixels as they are shown; a quarter turn in the matrix exchanges the sides. */
function shownSize({ content }: LoadedBox): { width: number; height: number } {
  const isLong = part(content, 0, 1).getUint8(0) === 1;
  const matrix = part(content, isLong ? 52 : 40, 36);
  const sizes = part(content, isLong ? 88 : 76, 8);
  const [width, height] = [sizes.getUint32(0) / 65_536, sizes.getUint32(4) / 65_536].map(
    Math.round,
  ) as [number, number];
  const isTurned = matrix.getInt32(0) === 0 && matrix.getInt32(4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}
