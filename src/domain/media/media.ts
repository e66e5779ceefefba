import type { VIDEO_TYPE, VideoFacts, VideoFault } from './video.ts';

/**
 * A picture or video that a post can carry, in the unit that uploaded it. `sha256` names the bytes that
 * are approved and sent: the rendition. The original is kept beside it and never served.
 */
export type Media = {
  sha256: string;
  unitId: string;
  mimeType: RenditionType | typeof VIDEO_TYPE;
  bytes: number;
  width: number;
  height: number;
  originalName: string;
  originalSha256: string;
  /** Of a video alone. */
  video?: VideoFacts;
  /** What the rendition changed, in the order it was done; empty when the bytes are the original. */
  changes: MediaChange[];
  uploadedBy: string;
  uploadedAt: Date;
};

/** What both platforms take without converting it themselves. */
export type RenditionType = 'image/jpeg' | 'image/png';

export const mediaChangeCodes = [
  'rotated',
  'location-removed',
  'metadata-removed',
  'colours-converted',
  'resized',
  'transparency-filled',
  'format-changed',
  're-encoded',
] as const;
export type MediaChangeCode = (typeof mediaChangeCodes)[number];

/** One thing that differs from the uploaded file; told by the locale key `media.change.<code>`. */
export type MediaChange = { code: MediaChangeCode; parameters: Record<string, string | number> };

export const imageRefusals = [
  'empty',
  'too-large',
  'not-an-image',
  'wrong-type',
  'animated',
  'too-many-pixels',
  'damaged',
] as const;
/** Why a file cannot become a picture of a post; told by the locale key `media.refused.<reason>`. */
export type ImageRefusal = (typeof imageRefusals)[number];

export const videoRefusals = [
  'empty',
  'not-a-video',
  'video-type',
  'video-damaged',
  'video-fragmented',
  'video-codec',
  'video-colours',
  'video-pixels',
  'audio-codec',
  'audio-channels',
  'video-data-track',
  'video-busy',
] as const;
/** Why a file cannot become the video of a post; told by the locale key `media.refused.<reason>`. */
export type VideoRefusal = (typeof videoRefusals)[number] | VideoFault['code'];
