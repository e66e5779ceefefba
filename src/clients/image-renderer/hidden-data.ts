/**
 * Decides whether a JPEG or PNG file carries anything beside the picture and its colours: camera
 * data, places, names, comments, thumbnails, edits, bytes after the end. A file that cannot be
 * walked through counts as carrying something, so it is encoded anew.
 */
export function hasHiddenData(bytes: Uint8Array, format: 'jpeg' | 'png'): boolean {
  return format === 'jpeg' ? !isPlainJpeg(bytes) : !isPlainPng(bytes);
}

/** Whether camera data (EXIF) tells where the picture was taken: it has a pointer to a GPS block. */
export function hasLocation(exif: Uint8Array): boolean {
  const start = ascii(exif, 0, 6) === 'Exif\0\0' ? 6 : 0;
  const view = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  if (view.byteLength < 8) return false;
  const little = view.getUint16(0) === 0x4949;
  const table = view.getUint32(4, little);
  if (table + 2 > view.byteLength) return false;
  const entries = view.getUint16(table, little);
  for (let i = 0; i < entries; i++) {
    const at = table + 2 + i * 12;
    if (at + 2 > view.byteLength) return false;
    if (view.getUint16(at, little) === GPS_POINTER) return true;
  }
  return false;
}

const GPS_POINTER = 0x8825;

const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;

function isPlainJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== START_OF_IMAGE) return false;
  let at = 2;
  while (bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === END_OF_IMAGE) return at + 2 === bytes.length;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || !isPlainSegment(bytes, at, marker, length)) return false;
    at += 2 + length;
    if (marker === START_OF_SCAN) at = endOfScan(bytes, at);
  }
  return false;
}

function isPlainSegment(bytes: Uint8Array, at: number, marker: number, length: number): boolean {
  if (marker === COMMENT) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = ascii(bytes, at + 4, 12);
  // A JFIF header of more than 16 bytes holds a thumbnail.
  if (marker === 0xe0) return name.startsWith('JFIF\0') && length === 16;
  if (marker === 0xe2) return name === 'ICC_PROFILE\0';
  return marker === 0xee && name.startsWith('Adobe');
}

/** Compressed data runs to the first marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at++;
  }
  return at;
}

const plainChunks = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST'.split(' '),
);
const PNG_SIGNATURE_LENGTH = 8;
const CHUNK_OVERHEAD = 12;

function isPlainPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = PNG_SIGNATURE_LENGTH;
  while (at + CHUNK_OVERHEAD <= bytes.length) {
    const name = ascii(bytes, at + 4, 4);
    if (!plainChunks.has(name)) return false;
    at += CHUNK_OVERHEAD + view.getUint32(at);
    if (name === 'IEND') return at === bytes.length;
  }
  return false;
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
