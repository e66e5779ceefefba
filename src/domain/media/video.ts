import type { PlatformId } from '../channels/channel.ts';

/** What the bytes of a video say about it, read from the file itself and never from its name. */
export type VideoFacts = {
  durationMs: number;
  /** Pictures a second on average, to two places. */
  framesPerSecond: number;
  /** `H.264`; audio is null in a silent film. */
  videoCodec: string;
  audioCodec: string | null;
};

/** The one kind of video that both platforms take as it is: there is no transcoder here. */
export const VIDEO_TYPE = 'video/mp4';

/** What a video must stay within on one platform; the values are dated data with their sources. */
export type VideoLimit = {
  maxBytes: number;
  minMs: number;
  maxMs: number;
  maxFramesPerSecond: number;
  /** Pixels of the shorter side at least. */
  minSide: number;
  /** Pixels of the longer and of the shorter side at most. */
  maxLongSide: number;
  maxShortSide: number;
  /** Longer side divided by the shorter one at most. */
  maxRatio: number;
};

export type VideoLimits = Record<PlatformId, VideoLimit>;

export const videoFaultCodes = [
  'video-too-large',
  'video-too-long',
  'video-too-short',
  'video-too-wide',
  'video-too-small',
  'video-shape',
  'video-frame-rate',
] as const;

/** What of a video does not fit, with what a sentence about it needs to say. */
export type VideoFault = {
  code: (typeof videoFaultCodes)[number];
  parameters: Record<string, string | number>;
};

const MEGABYTE = 1_000_000;
/** 59.94 and the like are counted as 60. */
const FRAME_RATE_TOLERANCE = 0.5;

/** Everything that keeps a video from being taken within these limits; empty when it fits. */
export function videoFaults(
  video: Pick<VideoFacts, 'durationMs' | 'framesPerSecond'> & {
    bytes: number;
    width: number;
    height: number;
  },
  limit: VideoLimit,
): VideoFault[] {
  const { bytes, width, height, durationMs, framesPerSecond } = video;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const faults: (VideoFault | false)[] = [
    bytes > limit.maxBytes && {
      code: 'video-too-large',
      parameters: {
        megabytes: Math.ceil(bytes / MEGABYTE),
        maxMegabytes: Math.floor(limit.maxBytes / MEGABYTE),
      },
    },
    durationMs > limit.maxMs && {
      code: 'video-too-long',
      parameters: { duration: durationText(durationMs), most: durationText(limit.maxMs) },
    },
    durationMs < limit.minMs && {
      code: 'video-too-short',
      parameters: { seconds: limit.minMs / 1000 },
    },
    (long > limit.maxLongSide || short > limit.maxShortSide) && {
      code: 'video-too-wide',
      parameters: { width, height, long: limit.maxLongSide, short: limit.maxShortSide },
    },
    short < limit.minSide && {
      code: 'video-too-small',
      parameters: { width, height, least: limit.minSide },
    },
    short > 0 &&
      long / short > limit.maxRatio && {
        code: 'video-shape',
        parameters: { width, height, ratio: limit.maxRatio },
      },
    framesPerSecond > limit.maxFramesPerSecond + FRAME_RATE_TOLERANCE && {
      code: 'video-frame-rate',
      parameters: {
        frames: Math.round(framesPerSecond),
        most: limit.maxFramesPerSecond,
      },
    },
  ];
  return faults.filter((fault) => fault !== false);
}

/** The widest of all platforms: what fits none of them need not be uploaded. */
export function widestOf(limits: VideoLimits): VideoLimit {
  const all = Object.values(limits);
  const most = (pick: (one: VideoLimit) => number): number => Math.max(...all.map(pick));
  const least = (pick: (one: VideoLimit) => number): number => Math.min(...all.map(pick));
  return {
    maxBytes: most((one) => one.maxBytes),
    minMs: least((one) => one.minMs),
    maxMs: most((one) => one.maxMs),
    maxFramesPerSecond: most((one) => one.maxFramesPerSecond),
    minSide: least((one) => one.minSide),
    maxLongSide: most((one) => one.maxLongSide),
    maxShortSide: most((one) => one.maxShortSide),
    maxRatio: most((one) => one.maxRatio),
  };
}

/** `2:20` or `1:05:00`, as players show it; a part of a second counts as a whole one. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours === 0
    ? `${minutes}:${two(seconds % 60)}`
    : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}
