import { VIDEO_TYPE, videoFaults } from '../../domain/media/video.ts';
import type { VideoLimit } from '../../domain/media/video.ts';
import { applyPatches } from './apply-patches.ts';
import { BoxError, childrenOf, loadBox, topBoxes } from './boxes.ts';

import { pictureFault, soundFault } from './codecs.ts';
import { findHiddenData } from './hidden-data.ts';
import { readTrack } from './tracks.ts';
import type { Track } from './tracks.ts';
import { refusedVideo } from './video-reader.ts';
import type { FileParts, ReadVideo, RefusedVideo, VideoReader } from './video-reader.ts';

/** What file-type asks for of a file's first bytes. */
const HEAD_BYTES = 4_100;
/** The head of four hours at 60 pictures a second is below this. */
const MOST_HEAD_BYTES = 32_000_000;

/** Reads MP4 files with H.264 and AAC; `limit` is what at least one platform takes. */
export function createVideoReader(limit: VideoLimit): VideoReader {
  return {
    headBytes: HEAD_BYTES,
    render: applyPatches,
    async recognise(head) {
      if (head.length === 0) return refusedVideo('empty');
      const { fileTypeFromBuffer } = await import('file-type');
      const found = await fileTypeFromBuffer(head);
      if (found?.mime === VIDEO_TYPE) return null;
      if (found?.mime.startsWith('video/') === true) {
        return refusedVideo('video-type', { type: found.ext.toUpperCase() });
      }
      return refusedVideo('not-a-video');
    },
    async read(file) {
      try {
        return await readFile(file, limit);
      } catch (error) {
        if (error instanceof BoxError) return refusedVideo('video-damaged');
        throw error;
      }
    },
  };
}

async function readFile(file: FileParts, limit: VideoLimit): Promise<ReadVideo | RefusedVideo> {
  const top = await topBoxes(file);
  const isFragmented = top.some((box) => box.type === 'moof');
  const head = top.find((box) => box.type === 'moov');
  if (isFragmented) return refusedVideo('video-fragmented');
  if (head === undefined || head.size > MOST_HEAD_BYTES) return refusedVideo('video-damaged');
  const moov = await loadBox(file, head);
  if (childrenOf(moov).some((box) => box.type === 'mvex')) return refusedVideo('video-fragmented');
  const tracks = childrenOf(moov)
    .filter((box) => box.type === 'trak')
    .map(readTrack);
  const judged = judgeTracks(tracks, file);
  if ('kind' in judged) return judged;
  const { picture, sound } = judged;
  const { width, height, durationMs } = picture;
  const framesPerSecond = Math.round((picture.samples * 100_000) / durationMs) / 100;
  const video = { bytes: file.size, width, height, durationMs, framesPerSecond };
  const [fault] = videoFaults(video, limit);
  if (fault !== undefined) return refusedVideo(fault.code, fault.parameters);
  return {
    kind: 'read',
    width,
    height,
    facts: {
      durationMs,
      framesPerSecond,
      videoCodec: 'H.264',
      audioCodec: sound === null ? null : 'AAC',
    },
    ...(await findHiddenData(file, top, moov)),
  };
}

/** One film with at most one sound. What else a camera writes beside them may tell where it was. */
function judgeTracks(
  tracks: readonly Track[],
  file: FileParts,
): { picture: Track; sound: Track | null } | RefusedVideo {
  const pictures = tracks.filter((one) => one.handler === 'vide');
  const sounds = tracks.filter((one) => one.handler === 'soun');
  const [picture] = pictures;
  if (picture === undefined) return refusedVideo('not-a-video');
  if (tracks.length > pictures.length + sounds.length || pictures.length > 1 || sounds.length > 1) {
    return refusedVideo('video-data-track');
  }
  if (picture.samples === 0 || picture.durationMs === 0) return refusedVideo('video-damaged');
  if (picture.width === 0 || picture.height === 0) return refusedVideo('video-damaged');
  if (tracks.some((one) => one.reachesTo > file.size)) return refusedVideo('video-damaged');
  const [sound] = sounds;
  return (
    pictureFault(picture) ??
    (sound === undefined ? null : soundFault(sound)) ?? { picture, sound: sound ?? null }
  );
}
