import { describe, expect, it } from '@jest/globals';
import { createImageRenderer } from '../../../src/clients/image-renderer/sharp-renderer.ts';
import { animatedGif, drawing, photo } from './pictures.ts';

const limits = {
  uploadMaxBytes: 200_000,
  uploadMaxPixels: 1_000_000,
  renditionMaxBytes: 100_000,
  renditionMaxSide: 800,
};
const renderer = createImageRenderer(limits);

async function refusalOf(bytes: Uint8Array) {
  const result = await renderer.render(bytes);
  return result.kind === 'refused'
    ? { reason: result.reason, parameters: result.parameters }
    : { reason: 'none', parameters: {} };
}

const text = (content: string) => Buffer.from(content, 'utf8');

describe('a file that is no picture of ours', () => {
  it('an empty file', async () => {
    expect(await refusalOf(Buffer.alloc(0))).toEqual({ reason: 'empty', parameters: {} });
  });

  it('a text that is only named like a picture', async () => {
    const bytes = text('Kính gửi: Vụ Thông tin Báo chí\n'.repeat(20));
    expect(await refusalOf(bytes)).toEqual({ reason: 'not-an-image', parameters: {} });
  });

  it.each([
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
    ['SVG', text('<?xml version="1.0"?>\n<!-- x -->\n<svg width="1" height="1"/>')],
    ['XML', text('<?xml version="1.0"?><note/>')],
    ['PDF', text('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')],
    ['HEIC', Buffer.concat([Buffer.from([0, 0, 0, 24]), text('ftypheic\0\0\0\0mif1heic')])],
  ])('names the type it found: %s', async (type, bytes) => {
    expect(await refusalOf(bytes)).toEqual({ reason: 'wrong-type', parameters: { type } });
  });

  it('TIFF and AVIF are pictures, and still not taken', async () => {
    const tiff = await drawing(8, 8).tiff().toBuffer();
    expect(await refusalOf(tiff)).toEqual({ reason: 'wrong-type', parameters: { type: 'TIF' } });
    const avif = await drawing(8, 8).avif().toBuffer();
    expect(await refusalOf(avif)).toEqual({ reason: 'wrong-type', parameters: { type: 'AVIF' } });
  });
});

describe('a picture beyond the limits', () => {
  it('too heavy, told in whole megabytes that never read as equal', async () => {
    const exact = createImageRenderer({ ...limits, uploadMaxBytes: 15_000_000 });
    const result = await exact.render(Buffer.alloc(15_000_001));
    expect(result).toEqual({
      kind: 'refused',
      reason: 'too-large',
      parameters: { megabytes: 16, maxMegabytes: 15 },
    });
  });

  it('too many pixels, found before any is decoded', async () => {
    const bytes = await drawing(1_200, 1_000).png().toBuffer();
    expect(await refusalOf(bytes)).toEqual({
      reason: 'too-many-pixels',
      parameters: { megapixels: 2, maxMegapixels: 1 },
    });
  });

  it('animated', async () => {
    expect((await refusalOf(await animatedGif())).reason).toBe('animated');
    const still = await drawing(8, 8).png().toBuffer();
    const control = Buffer.from('000000086163544c000000020000000000000000', 'hex');
    const apng = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]);
    expect((await refusalOf(apng)).reason).toBe('animated');
  });
});

describe('a damaged picture', () => {
  it.each([0.2, 0.6, 0.95])('a JPEG cut off at %d of its length', async (part) => {
    const whole = await photo(320, 200).jpeg().toBuffer();
    expect((await refusalOf(whole)).reason).toBe('none');
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    expect((await refusalOf(cut)).reason).toBe('damaged');
  });

  it('a PNG whose pixels were altered on the way', async () => {
    const whole = await photo(320, 200).png().toBuffer();
    const altered = Buffer.from(whole);
    altered.fill(0x55, Math.floor(whole.length / 2), Math.floor(whole.length / 2) + 40);
    expect((await refusalOf(altered)).reason).toBe('damaged');
  });

  it('a head without a picture behind it', async () => {
    expect((await refusalOf(Buffer.from('ffd8ffe000104a464946', 'hex'))).reason).toBe('damaged');
  });
});
