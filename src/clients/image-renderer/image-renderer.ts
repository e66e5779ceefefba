import type { ImageRefusal, MediaChange, RenditionType } from '../../domain/media/media.ts';

export type RenderedImage = {
  kind: 'rendered';
  bytes: Uint8Array;
  mimeType: RenditionType;
  width: number;
  height: number;
  /** Empty when the bytes are those that were given. */
  changes: MediaChange[];
};

export type RefusedImage = {
  kind: 'refused';
  reason: ImageRefusal;
  parameters: Record<string, string | number>;
};

/**
 * Makes the one rendition of an uploaded picture: upright, without metadata, sRGB, within the
 * limits, encoded anew once at most. A file that is no such picture is a refusal, never an error.
 */
export type ImageRenderer = {
  render(bytes: Uint8Array): Promise<RenderedImage | RefusedImage>;
};
