import { describe, expect, it } from '@jest/globals';
import { imageRefusals, mediaChangeCodes, videoRefusals } from '../../../src/domain/media/media.ts';
import { videoFaultCodes } from '../../../src/domain/media/video.ts';
import { mediaLimitsOf } from '../../../src/domain/media/media-limits.ts';
import { createTranslators, uiLanguages } from '../../../src/lib/i18n.ts';

const translators = createTranslators();
const parameters = {
  megabytes: 16,
  maxMegabytes: 15,
  megapixels: 80,
  maxMegapixels: 64,
  type: 'HEIC',
  fromWidth: 5472,
  fromHeight: 3648,
  width: 4096,
  height: 2731,
  from: 'WebP',
  to: 'JPEG',
  quality: 90,
  codec: 'HEVC (H.265)',
  duration: '3:20',
  most: '2:20',
  seconds: 0.5,
  long: 1920,
  short: 1200,
  least: 32,
  ratio: 3,
  frames: 120,
  channel: 'Bộ Ngoại giao',
  platform: 'X',
};

describe.each(uiLanguages)('in %s, the author reads a whole sentence', (language) => {
  it.each([
    ...['forbidden', ...imageRefusals].map((code) => `media.refused.${code}`),
    ...mediaChangeCodes.map((code) => `media.change.${code}`),
    'media.unchanged',
    ...[...videoRefusals, ...videoFaultCodes].map((code) => `media.refused.${code}`),
    ...['location-removed', 'metadata-removed'].map((code) => `media.videoChange.${code}`),
    'media.videoUnchanged',
    ...[...videoFaultCodes, 'video-not-alone'].map((code) => `compose.problem.${code}`),
  ])('for %s', (key) => {
    const sentence = translators[language](key, parameters);
    expect(sentence).toMatch(/\.$/);
    expect(sentence).not.toContain('{{');
  });
});

describe('the limits of a picture', () => {
  it('are set by the strictest platform, since all receive the same bytes', () => {
    const video = {
      maxBytes: 1,
      minMs: 0,
      maxMs: 1,
      maxFramesPerSecond: 60,
      minSide: 1,
      maxLongSide: 1,
      maxShortSide: 1,
      maxRatio: 1,
      source: 's',
      date: '2026-11-22',
    };
    const platform = { source: 's', date: '2026-11-22', video };
    const limits = mediaLimitsOf({
      desk: {
        uploadMaxBytes: 15_000_000,
        uploadMaxPixels: 64_000_000,
        renditionMaxSide: 4_096,
        videoMaxBytes: 1,
      },
      platforms: [
        { ...platform, platform: 'x', imageMaxBytes: 5_000_000, imageAimBytes: 5_000_000 },
        { ...platform, platform: 'facebook', imageMaxBytes: 4_000_000, imageAimBytes: 3_900_000 },
      ],
    });
    expect(limits).toEqual({
      uploadMaxBytes: 15_000_000,
      uploadMaxPixels: 64_000_000,
      renditionMaxSide: 4_096,
      renditionMaxBytes: 3_900_000,
    });
  });
});
