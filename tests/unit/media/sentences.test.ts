import { describe, expect, it } from '@jest/globals';
import { imageRefusals, mediaChangeCodes } from '../../../src/domain/media/media.ts';
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
};

describe.each(uiLanguages)('in %s, the author reads a whole sentence', (language) => {
  it.each([
    ...['forbidden', ...imageRefusals].map((code) => `media.refused.${code}`),
    ...mediaChangeCodes.map((code) => `media.change.${code}`),
    'media.unchanged',
  ])('for %s', (key) => {
    const sentence = translators[language](key, parameters);
    expect(sentence).toMatch(/\.$/);
    expect(sentence).not.toContain('{{');
  });
});

describe('the limits of a picture', () => {
  it('are set by the strictest platform, since all receive the same bytes', () => {
    const platform = { source: 's', date: '2026-11-22' };
    const limits = mediaLimitsOf({
      desk: { uploadMaxBytes: 15_000_000, uploadMaxPixels: 64_000_000, renditionMaxSide: 4_096 },
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
