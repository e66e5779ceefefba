import type { PlatformId } from '../channels/channel.ts';
import type { VideoLimit, VideoLimits } from './video.ts';

/** What a picture must stay within; the values are dated data with their sources. */
export type MediaLimits = {
  /** Most bytes of a file that may be uploaded. */
  uploadMaxBytes: number;
  /** Most pixels (width x height) of a file that may be uploaded. */
  uploadMaxPixels: number;
  /** Most bytes of the rendition: what the strictest platform takes. */
  renditionMaxBytes: number;
  /** Most pixels along the longer side of the rendition. */
  renditionMaxSide: number;
};

/** The form of `config/data/media-limits.json`. Sizes are in bytes, MB counted as 1,000,000. */
export type MediaLimitsData = {
  desk: {
    uploadMaxBytes: number;
    uploadMaxPixels: number;
    renditionMaxSide: number;
    /** What the desk itself stores of one video, whatever a platform would take. */
    videoMaxBytes: number;
  };
  platforms: {
    platform: PlatformId;
    imageMaxBytes: number;
    /** What we keep to; below `imageMaxBytes` where the platform is known to be stricter. */
    imageAimBytes: number;
    source: string;
    date: string;
    video: VideoLimit & { source: string; date: string };
  }[];
};

/** One picture goes to every platform, so the strictest one sets the rendition's size. */
export function mediaLimitsOf(data: MediaLimitsData): MediaLimits {
  return {
    uploadMaxBytes: data.desk.uploadMaxBytes,
    uploadMaxPixels: data.desk.uploadMaxPixels,
    renditionMaxSide: data.desk.renditionMaxSide,
    renditionMaxBytes: Math.min(...data.platforms.map((platform) => platform.imageAimBytes)),
  };
}

/** What each platform takes of a video, within what the desk stores. */
export function videoLimitsOf(data: MediaLimitsData): VideoLimits {
  const limitOf = (platform: PlatformId): VideoLimit => {
    const found = data.platforms.find((one) => one.platform === platform);
    if (found === undefined) throw new Error(`no video limits of ${platform}`);
    const { source: _source, date: _date, ...limit } = found.video;
    return { ...limit, maxBytes: Math.min(limit.maxBytes, data.desk.videoMaxBytes) };
  };
  return { facebook: limitOf('facebook'), x: limitOf('x') };
}
