import type { MediaChange, VideoRefusal } from '../../domain/media/media.ts';
import type { VideoFacts } from '../../domain/media/video.ts';

/** A file that is read here and there, and never as a whole. */
export type FileParts = {
  size: number;
  /** Exactly these bytes; fewer only where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
};

/** Bytes of the file that the rendition has otherwise: written over, so that nothing moves. */
export type Patch = { offset: number; bytes: Uint8Array } | { offset: number; zeros: number };

export type ReadVideo = {
  kind: 'read';
  width: number;
  height: number;
  facts: VideoFacts;
  /** Empty when the file can go out as it is. In the order of their offsets, none overlapping. */
  patches: Patch[];
  changes: MediaChange[];
};

export type RefusedVideo = {
  kind: 'refused';
  reason: VideoRefusal;
  parameters: Record<string, string | number>;
};

/**
 * Judges a video by its bytes and says how its one rendition differs: without the places, times
 * and notes that cameras write into it. A file that is no such video is a refusal, never an error.
 */
export type VideoReader = {
  /** How many of the first bytes tell what a file is. */
  headBytes: number;
  /** Looks at the first bytes alone, so that a wrong file is refused before it is stored. */
  recognise(head: Uint8Array): Promise<RefusedVideo | null>;
  read(file: FileParts): Promise<ReadVideo | RefusedVideo>;
  /** The rendition's bytes from the file's, as they stream by. */
  render(source: AsyncIterable<Uint8Array>, patches: readonly Patch[]): AsyncIterable<Uint8Array>;
};

export function refusedVideo(
  reason: VideoRefusal,
  parameters: Record<string, string | number> = {},
): RefusedVideo {
  return { kind: 'refused', reason, parameters };
}
