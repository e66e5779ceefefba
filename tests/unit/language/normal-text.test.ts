import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalText } from '../../../src/domain/language/normal-text.ts';

describe('a text in its normal form', () => {
  it('finds the letters that were typed behind every letter that is read', () => {
    const typed = 'Đà Nẵng'.normalize('NFD');
    const normal = normalText(typed);
    expect(normal.text).toBe('Đà Nẵng');
    const { start, end } = normal.toOriginal(3, 7);
    expect(typed.slice(start, end)).toBe('Nẵng'.normalize('NFD'));
    expect(normal.isNormal).toBe(false);
  });

  it('leaves a text in normal form where it is', () => {
    expect(normalText('Hà Nội').toOriginal(3, 6)).toEqual({ start: 3, end: 6 });
  });

  it('reads any text as its composed form, with every place inside the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), fc.nat(60), (text, a, b) => {
        const normal = normalText(text);
        expect(normal.text).toBe(text.normalize('NFC'));
        const start = Math.min(a, b, normal.text.length);
        const end = Math.min(Math.max(a, b), normal.text.length);
        const span = normal.toOriginal(start, end);
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
