import { describe, expect, it } from '@jest/globals';
import { applyPatches } from '../../../src/clients/video-reader/apply-patches.ts';
import { createVideoReader } from '../../../src/clients/video-reader/mp4-reader.ts';
import type {
  FileParts,
  ReadVideo,
  RefusedVideo,
} from '../../../src/clients/video-reader/video-reader.ts';
import { durationText, videoFaults } from '../../../src/domain/media/video.ts';
import { box, film } from '../../support/films.ts';
import type { FilmOptions } from '../../support/films.ts';

const LIMIT = {
  maxBytes: 1_000_000,
  minMs: 500,
  maxMs: 140_000,
  maxFramesPerSecond: 60,
  minSide: 32,
  maxLongSide: 1920,
  maxShortSide: 1200,
  maxRatio: 3,
};
const reader = createVideoReader(LIMIT);

/** A file of which no more is read than what is asked for. */
function partsOf(bytes: Buffer): FileParts & { asked: number } {
  return {
    asked: 0,
    size: bytes.length,
    read(offset, length) {
      this.asked += length;
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
}

const read = (bytes: Buffer): Promise<ReadVideo | RefusedVideo> => reader.read(partsOf(bytes));
const readFilm = (options: FilmOptions) => read(film(options));

async function rendered(bytes: Buffer, video: ReadVideo, step = 1_000): Promise<Buffer> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += step) {
      yield await Promise.resolve(bytes.subarray(at, at + step));
    }
  }
  const out: Uint8Array[] = [];
  for await (const chunk of applyPatches(chunks(), video.patches)) out.push(chunk);
  return Buffer.concat(out);
}

describe('a video that is uploaded', () => {
  it('tells its length, size, speed and codecs by its tables', async () => {
    const video = await readFilm({ seconds: 12.5, framesPerSecond: 24, width: 1280, height: 720 });
    expect(video).toEqual({
      kind: 'read',
      width: 1280,
      height: 720,
      facts: { durationMs: 12_500, framesPerSecond: 24, videoCodec: 'H.264', audioCodec: 'AAC' },
      patches: [],
      changes: [],
    });
    expect(await readFilm({ sound: null })).toMatchObject({ facts: { audioCodec: null } });
  });

  it('that was taken with the phone upright is as high as it is shown', async () => {
    expect(await readFilm({ width: 1280, height: 720, turned: true })).toMatchObject({
      width: 720,
      height: 1280,
    });
  });

  it('is read by its head alone, however much film there is', async () => {
    const bytes = film({ bytes: 900_000 });
    const parts = partsOf(bytes);
    expect(await reader.read(parts)).toMatchObject({ kind: 'read' });
    expect(parts.asked).toBeLessThan(5_000);
  });

  it.each([
    ['HEVC film', { codec: 'hvc1' }, 'video-codec', { codec: 'HEVC (H.265)' }],
    ['ten bits of colour', { profile: 110 }, 'video-colours', {}],
    ['HE-AAC sound', { sound: { object: 5 } }, 'audio-codec', { codec: 'HE-AAC' }],
    ['Dolby sound', { sound: { codec: 'ac-3' } }, 'audio-codec', { codec: 'Dolby AC-3' }],
    ['sound in six channels', { sound: { channels: 6 } }, 'audio-channels', {}],
    ['the track of a camera that knows places', { extraTrack: 'meta' }, 'video-data-track', {}],
    ['fragments', { fragmented: true }, 'video-fragmented', {}],
    ['three minutes', { seconds: 180 }, 'video-too-long', { duration: '3:00', most: '2:20' }],
    ['a blink', { seconds: 0.2 }, 'video-too-short', { seconds: 0.5 }],
    ['four times the width', { width: 3840, height: 2160 }, 'video-too-wide', { width: 3840 }],
    ['a stamp', { width: 24, height: 24 }, 'video-too-small', { least: 32 }],
    ['a ribbon', { width: 1600, height: 200 }, 'video-shape', { ratio: 3 }],
    ['120 frames a second', { framesPerSecond: 120 }, 'video-frame-rate', { frames: 120 }],
    ['too many bytes', { bytes: 1_100_000 }, 'video-too-large', { maxMegabytes: 1 }],
  ] as [string, FilmOptions, string, object][])(
    'with %s is refused with what to change',
    async (_what, options, reason, parameters) => {
      const refused = await readFilm(options);
      expect(refused).toMatchObject({ kind: 'refused', reason });
      expect(refused).toMatchObject({ parameters });
    },
  );

  it('that ends in the middle is damaged, wherever it was cut', async () => {
    const whole = film();
    for (let length = 40; length < whole.length; length += 61) {
      expect(await read(whole.subarray(0, length))).toMatchObject({ reason: 'video-damaged' });
    }
  });

  it('whose bytes were thrown about is refused or read, and never breaks the reader', async () => {
    const whole = film({ place: '+21.0278+105.8342/' });
    for (let at = 0; at < 1_400; at += 1) {
      for (const value of [0x00, 0xff]) {
        const broken = Buffer.from(whole);
        broken[at] = value;
        expect(['read', 'refused']).toContain((await read(broken)).kind);
      }
    }
  });
});

describe('what a camera wrote into a video', () => {
  const place = '+21.0278+105.8342+012.000/';

  it('goes, the author is told so, and everything else stays where it was', async () => {
    const bytes = film({ place, taken: 3_800_000_000 });
    const video = await read(bytes);
    if (video.kind === 'refused') throw new Error(video.reason);
    expect(video.changes.map((one) => one.code)).toEqual(['location-removed', 'metadata-removed']);
    for (const step of [1, 7, 1_000, 1_000_000]) {
      const clean = await rendered(bytes, video, step);
      expect(clean).toHaveLength(bytes.length);
      expect(clean.includes(place)).toBe(false);
      expect(clean.includes('xyz')).toBe(false);
      expect(clean.subarray(-4_000).equals(bytes.subarray(-4_000))).toBe(true);
      // Nothing is left to remove, and it still is the same film.
      expect(await read(clean)).toEqual({ ...video, patches: [], changes: [] });
    }
  });

  it('goes too where it stands outside the head, or in boxes that mean nothing', async () => {
    const notes = box('uuid', Buffer.alloc(16, 7), Buffer.from('<x:xmpmeta> GPSLatitude="21"'));
    const rest = box('free', Buffer.from('Nguyen Van A'));
    const bytes = Buffer.concat([film(), notes, rest]);
    const video = await read(bytes);
    if (video.kind === 'refused') throw new Error(video.reason);
    expect(video.changes.map((one) => one.code)).toEqual(['location-removed', 'metadata-removed']);
    const clean = await rendered(bytes, video);
    expect(clean.includes('GPS')).toBe(false);
    expect(clean.includes('Nguyen')).toBe(false);
    expect(await read(clean)).toMatchObject({ kind: 'read', changes: [] });
  });
});

describe('a file that is no MP4 video', () => {
  it('is known by its first bytes, whatever it is called', async () => {
    const mov = film({ brand: 'qt  ' });
    expect(await reader.recognise(mov)).toMatchObject({
      reason: 'video-type',
      parameters: { type: 'MOV' },
    });
    const webm = Buffer.concat([
      Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
      Buffer.alloc(64),
    ]);
    expect(await reader.recognise(webm)).toMatchObject({ parameters: { type: 'WEBM' } });
    expect(await reader.recognise(Buffer.from('<html>'))).toMatchObject({ reason: 'not-a-video' });
    expect(await reader.recognise(Buffer.alloc(0))).toMatchObject({ reason: 'empty' });
    expect(await reader.recognise(film())).toBeNull();
  });
});

describe('the limits of a video', () => {
  it('take what stands exactly at them, and 59.94 frames for 60', () => {
    const video = {
      bytes: LIMIT.maxBytes,
      width: 1920,
      height: 1080,
      durationMs: LIMIT.maxMs,
      framesPerSecond: 60.2,
    };
    expect(videoFaults(video, LIMIT)).toEqual([]);
    const codes = videoFaults({ ...video, durationMs: 140_001, width: 1921 }, LIMIT);
    expect(codes.map((one) => one.code)).toEqual(['video-too-long', 'video-too-wide']);
  });

  it('say a length as players show it', () => {
    expect([140_000, 59_001, 3_905_000].map(durationText)).toEqual(['2:20', '1:00', '1:05:05']);
  });
});
