import { childrenOf, part } from './boxes.ts';
import type { LoadedBox } from './boxes.ts';
import { refusedVideo } from './video-reader.ts';
import type { RefusedVideo } from './video-reader.ts';
import type { Track } from './tracks.ts';

/** Names that people know, by the four letters of the sample description. */
const NAMES: Record<string, string> = {
  hvc1: 'HEVC (H.265)',
  hev1: 'HEVC (H.265)',
  dvh1: 'Dolby Vision',
  dvhe: 'Dolby Vision',
  av01: 'AV1',
  vp08: 'VP8',
  vp09: 'VP9',
  mp4v: 'MPEG-4 Visual',
  apcn: 'ProRes',
  apch: 'ProRes',
  jpeg: 'Motion JPEG',
  'ac-3': 'Dolby AC-3',
  'ec-3': 'Dolby E-AC-3',
  Opus: 'Opus',
  fLaC: 'FLAC',
  alac: 'ALAC',
  sowt: 'PCM',
  lpcm: 'PCM',
  ipcm: 'PCM',
  '.mp3': 'MP3',
};

/** H.264 profiles with 8 bits and 4:2:0: baseline, main, extended, high. */
const PLAIN_PROFILES = [66, 77, 88, 100];
/** Fields of a sample description before the boxes inside it. */
const VIDEO_ENTRY_FIELDS = 78;
const AUDIO_ENTRY_FIELDS = 28;
const AAC_OBJECT_TYPES = [0x40, 0x67];
const AAC_LC = 2;

/** Whether a picture track is H.264 as every platform and browser plays it; null when it is. */
export function pictureFault(track: Track): RefusedVideo | null {
  const { codec, entry } = track;
  if (entry === null || (codec !== 'avc1' && codec !== 'avc3')) {
    return refusedVideo('video-codec', { codec: nameOf(codec) });
  }
  const inside = childrenOf(entry, VIDEO_ENTRY_FIELDS);
  const settings = inside.find((box) => box.type === 'avcC')?.content;
  if (settings === undefined) return refusedVideo('video-damaged');
  if (!PLAIN_PROFILES.includes(part(settings, 1, 1).getUint8(0))) {
    return refusedVideo('video-colours');
  }
  const shape = inside.find((box) => box.type === 'pasp')?.content;
  const isSquare = shape === undefined || shape.getUint32(0) === shape.getUint32(4);
  return isSquare ? null : refusedVideo('video-pixels');
}

/** Whether a sound track is AAC LC in mono or stereo; null when it is. */
export function soundFault({ codec, entry }: Track): RefusedVideo | null {
  const settings =
    entry === null || codec !== 'mp4a'
      ? undefined
      : childrenOf(entry, AUDIO_ENTRY_FIELDS).find((box) => box.type === 'esds');
  if (entry === null || settings === undefined) {
    return refusedVideo('audio-codec', { codec: nameOf(codec) });
  }
  const found = audioSettings(settings);
  if (found === null) return refusedVideo('audio-codec', { codec: 'MPEG' });
  if (found.object !== AAC_LC) return refusedVideo('audio-codec', { codec: 'HE-AAC' });
  const channels = found.channels === 0 ? part(entry.content, 16, 2).getUint16(0) : found.channels;
  return channels <= 2 ? null : refusedVideo('audio-channels');
}

/** Object type and channels of an `esds` box (ISO/IEC 14496-1); null when it is not AAC. */
function audioSettings({ content }: LoadedBox): { object: number; channels: number } | null {
  let at = 4;
  const descriptor = (): { tag: number; length: number } => {
    const tag = part(content, at, 1).getUint8(0);
    at += 1;
    let length = 0;
    for (let more = true; more; at += 1) {
      const byte = part(content, at, 1).getUint8(0);
      length = length * 128 + (byte & 0x7f);
      more = (byte & 0x80) !== 0;
    }
    return { tag, length };
  };
  if (descriptor().tag !== 3) return null;
  const flags = part(content, at + 2, 1).getUint8(0);
  at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x20 ? 2 : 0);
  if (flags & 0x40) at += 1 + part(content, at, 1).getUint8(0);
  if (descriptor().tag !== 4) return null;
  if (!AAC_OBJECT_TYPES.includes(part(content, at, 1).getUint8(0))) return null;
  at += 13;
  if (descriptor().tag !== 5) return null;
  const settings = part(content, at, 2);
  const [first, second] = [settings.getUint8(0), settings.getUint8(1)];
  return { object: first >> 3, channels: (second >> 3) & 0x0f };
}

function nameOf(codec: string): string {
  return NAMES[codec] ?? (codec.replace(/[^\x21-\x7e]/g, '').trim() || '?');
}
