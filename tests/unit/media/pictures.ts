import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** A flat drawing; transparent when `alpha` is below 1. */
export function drawing(width: number, height: number, alpha = 1): Sharp {
  const background = { r: 218, g: 37, b: 29, alpha };
  return sharp({ create: { width, height, channels: alpha < 1 ? 4 : 3, background } });
}

/** Something like a photo: red on the left, blue on the right, a soft change between. */
export function photo(width: number, height: number): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g"><stop offset="0.3" stop-color="#dc1414"/>
    <stop offset="0.7" stop-color="#1428c8"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}

/** Stored lying on its side (EXIF orientation 6), with the place and the name of its maker. */
export function photoFromPhone(): Promise<Buffer> {
  return photo(400, 240)
    .jpeg()
    .withExif({
      IFD0: { Artist: 'Nguyen Van A', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '21/1 1/1 42/1' },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** Pixels that hardly compress, the same on each run, the top row fully transparent. */
export function noise(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 4);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = i % 4 === 3 ? (i < width * 32 ? 0 : 255) : state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } });
}

/** A GIF of two different frames. */
export function animatedGif(): Promise<Buffer> {
  const frame = 40 * 30 * 3;
  const pixels = Buffer.concat([Buffer.alloc(frame, 20), Buffer.alloc(frame, 220)]);
  return sharp(pixels, { raw: { width: 40, height: 60, channels: 3, pageHeight: 30 } })
    .gif({ delay: [100, 100] })
    .toBuffer();
}
