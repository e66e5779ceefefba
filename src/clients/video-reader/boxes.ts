import type { FileParts } from './video-reader.ts';

/** One box of an ISO base media file (ISO/IEC 14496-12): where it lies and where its content is. */
export type Box = {
  type: string;
  offset: number;
  /** From the box's start to its content. */
  headerSize: number;
  size: number;
};

/** A box inside bytes that are in memory; `offset` counts from the start of the file. */
export type LoadedBox = Box & { content: DataView };

/** Thrown for a file whose boxes do not add up; the reader turns it into a refusal. */
export class BoxError extends Error {
  override name = 'BoxError';
}

const LONG_HEADER = 16;
const SHORT_HEADER = 8;
/** A file of a few boxes has no need of more; one made to keep us busy has. */
const MOST_BOXES = 10_000;

/** The boxes of a whole file, of which only the headers are read. */
export async function topBoxes(file: FileParts): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let offset = 0; offset < file.size;) {
    const head = viewOf(await file.read(offset, LONG_HEADER));
    const box = boxAt(head, 0, offset, file.size);
    boxes.push(box);
    if (boxes.length > MOST_BOXES) throw new BoxError('more boxes than a video has');
    offset += box.size;
  }
  return boxes;
}

/** The content of one box in memory. */
export async function loadBox(file: FileParts, box: Box): Promise<LoadedBox> {
  const length = box.size - box.headerSize;
  const bytes = await file.read(box.offset + box.headerSize, length);
  if (bytes.length < length) throw new BoxError(`${box.type} is cut off`);
  return { ...box, content: viewOf(bytes) };
}

/** The boxes inside a box that is in memory; `skip` passes over fields that stand before them. */
export function childrenOf(parent: LoadedBox, skip = 0): LoadedBox[] {
  const boxes: LoadedBox[] = [];
  const { content } = parent;
  const start = parent.offset + parent.headerSize;
  for (let at = skip; at + SHORT_HEADER <= content.byteLength;) {
    // QuickTime ends some lists with four zero bytes.
    if (content.getUint32(at) === 0) break;
    const box = boxAt(content, at, start + at, start + content.byteLength);
    const from = at + box.headerSize;
    boxes.push({ ...box, content: part(content, from, box.size - box.headerSize) });
    if (boxes.length > MOST_BOXES) throw new BoxError('more boxes than a video has');
    at += box.size;
  }
  return boxes;
}

/** The first box of this type, followed down a path. */
export function findBox(parent: LoadedBox, ...path: string[]): LoadedBox | undefined {
  let found: LoadedBox | undefined = parent;
  for (const type of path) {
    found = found === undefined ? undefined : childrenOf(found).find((one) => one.type === type);
  }
  return found;
}

/** A part of a view. @throws BoxError when it reaches beyond the end. */
export function part(view: DataView, offset: number, length: number): DataView {
  if (offset < 0 || length < 0 || offset + length > view.byteLength) {
    throw new BoxError('a box is shorter than what it tells of');
  }
  return new DataView(view.buffer, view.byteOffset + offset, length);
}

export function textAt(view: DataView, offset: number, length: number): string {
  const { buffer, byteOffset } = part(view, offset, length);
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An unsigned 64-bit number. @throws BoxError when it is larger than any file. */
export function longAt(view: DataView, offset: number): number {
  const value = part(view, offset, 8).getBigUint64(0);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BoxError('a number beyond any file');
  return Number(value);
}

function boxAt(view: DataView, at: number, offset: number, end: number): Box {
  const head = part(view, at, SHORT_HEADER);
  const type = textAt(head, 4, 4);
  const told = head.getUint32(0);
  const headerSize = told === 1 ? LONG_HEADER : SHORT_HEADER;
  const size = told === 0 ? end - offset : told === 1 ? longAt(view, at + 8) : told;
  if (size < headerSize || offset + size > end) throw new BoxError(`${type} is cut off`);
  return { type, offset, headerSize, size };
}
