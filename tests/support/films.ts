/** Small MP4 files, built box by box as ISO/IEC 14496-12 says: real in structure, with grey noise as film. */

export type FilmOptions = {
  seconds?: number;
  framesPerSecond?: number;
  width?: number;
  height?: number;
  /** The four letters of the picture's codec. */
  codec?: string;
  /** H.264 profile: 100 is High, 110 has ten bits. */
  profile?: number;
  /** Null for a silent film. */
  sound?: { codec?: string; object?: number; channels?: number } | null;
  /** Where it was taken, as phones write it. */
  place?: string;
  /** When it was taken, in seconds since 1904. */
  taken?: number;
  /** A further track: its handler, for example `meta` of an action camera. */
  extraTrack?: string;
  brand?: string;
  fragmented?: boolean;
  /** Quarter turn in the matrix, as a phone that is held upright writes it. */
  turned?: boolean;
  /** Bytes of film; the more, the longer it travels. */
  bytes?: number;
  /** Makes two films differ. */
  seed?: number;
};

const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const TURNED = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
const TIMESCALE = 600;

/** A film of a few seconds that every check of the desk lets pass, unless the options say otherwise. */
export function film(options: FilmOptions = {}): Buffer {
  const {
    seconds = 2,
    framesPerSecond = 25,
    width = 640,
    height = 360,
    codec = 'avc1',
    profile = 100,
    sound = {},
    place,
    taken = 0,
    extraTrack,
    brand = 'isom',
    fragmented = false,
    turned = false,
    bytes = 4_000,
    seed = 1,
  } = options;
  const samples = Math.max(1, Math.round(seconds * framesPerSecond));
  const head = box('ftyp', text(brand), u32(0x200), text(brand), text('avc1'));
  const tracks = (offset: number): Buffer[] => [
    track(offset, {
      handler: 'vide',
      samples,
      seconds,
      taken,
      matrix: turned ? TURNED : MATRIX,
      size: [width, height],
      entry: pictureEntry(codec, profile, width, height),
      note: place,
    }),
    ...(sound === null
      ? []
      : [
          track(offset, {
            handler: 'soun',
            samples,
            seconds,
            taken,
            matrix: MATRIX,
            size: [0, 0],
            entry: soundEntry(sound.codec ?? 'mp4a', sound.object ?? 2, sound.channels ?? 2),
          }),
        ]),
    ...(extraTrack === undefined
      ? []
      : [
          track(offset, {
            handler: extraTrack,
            samples: 1,
            seconds,
            taken,
            matrix: MATRIX,
            size: [0, 0],
            entry: box('gpmd', zeros(8)),
          }),
        ]),
  ];
  const movie = (offset: number): Buffer =>
    box(
      'moov',
      full('mvhd', 0, u32(taken), u32(taken), u32(TIMESCALE), u32(seconds * TIMESCALE), zeros(80)),
      ...tracks(offset),
      ...(place === undefined ? [] : [box('udta', placeBox(place))]),
      ...(fragmented ? [box('mvex', full('trex', 0, zeros(20)))] : []),
    );
  const offset = head.length + movie(0).length + 8;
  return Buffer.concat([head, movie(offset), box('mdat', noise(bytes, seed))]);
}

/** What phones write: `©xyz`, a length, a language, and the place. */
function placeBox(place: string): Buffer {
  const said = Buffer.from(place, 'utf8');
  return box('\u00a9xyz', u16(said.length), u16(0x15c7), said);
}

function track(
  offset: number,
  it: {
    handler: string;
    samples: number;
    seconds: number;
    taken: number;
    matrix: number[];
    size: [number, number];
    entry: Buffer;
    note?: string | undefined;
  },
): Buffer {
  const units = Math.round(it.seconds * TIMESCALE);
  const each = Math.max(1, Math.round(units / it.samples));
  return box(
    'trak',
    full(
      'tkhd',
      3,
      u32(it.taken),
      u32(it.taken),
      u32(1),
      u32(0),
      u32(units),
      zeros(16),
      ...it.matrix.map((n) => u32(n)),
      ...it.size.map((n) => u32(n * 0x10000)),
    ),
    box(
      'mdia',
      full('mdhd', 0, u32(it.taken), u32(it.taken), u32(TIMESCALE), u32(units), zeros(4)),
      full('hdlr', 0, zeros(4), text(it.handler), zeros(12), Buffer.from('Camera\0')),
      box(
        'minf',
        box(
          'stbl',
          full('stsd', 0, u32(1), it.entry),
          full('stts', 0, u32(1), u32(it.samples), u32(each)),
          full('stsc', 0, u32(1), u32(1), u32(it.samples), u32(1)),
          full('stsz', 0, u32(16), u32(it.samples)),
          full('stco', 0, u32(1), u32(offset)),
        ),
      ),
    ),
    ...(it.note === undefined ? [] : [box('udta', placeBox(it.note))]),
  );
}

function pictureEntry(codec: string, profile: number, width: number, height: number): Buffer {
  return box(
    codec,
    zeros(6),
    u16(1),
    zeros(16),
    u16(width),
    u16(height),
    zeros(50),
    box('avcC', Buffer.from([1, profile, 0, 31, 0xff, 0xe0, 0])),
  );
}

function soundEntry(codec: string, object: number, channels: number): Buffer {
  const settings = Buffer.from([(object << 3) | 1, 0x80 | (channels << 3)]);
  const decoder = Buffer.concat([
    Buffer.from([0x40, 0x15]),
    zeros(11),
    Buffer.from([5, settings.length]),
    settings,
  ]);
  const descriptor = Buffer.concat([u16(1), Buffer.from([0, 4, decoder.length]), decoder]);
  return box(
    codec,
    zeros(6),
    u16(1),
    zeros(8),
    u16(channels),
    u16(16),
    zeros(4),
    u32(48_000 * 0x10000),
    full('esds', 0, Buffer.from([3, descriptor.length]), descriptor),
  );
}

export function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([u32(content.length + 8), text(type), content]);
}

function full(type: string, flags: number, ...parts: Buffer[]): Buffer {
  return box(type, u32(flags), ...parts);
}

function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(Math.max(length, 1_000));
  for (let n = 0, value = seed; n < bytes.length; n += 1) {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    bytes[n] = value >> 16;
  }
  return bytes;
}

function text(letters: string): Buffer {
  return Buffer.from(letters, 'latin1');
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function zeros(length: number): Buffer {
  return Buffer.alloc(length);
}
