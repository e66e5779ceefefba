import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { platformLimitsOf, textProblems, textWeight } from '../../../src/domain/language/limits.ts';
import type { PlatformLimitsData } from '../../../src/domain/language/limits.ts';
import { xWeight } from '../../../src/domain/language/x-weight.ts';

const file = new URL('../../../config/data/platform-limits.json', import.meta.url);
const data = JSON.parse(readFileSync(file, 'utf8')) as PlatformLimitsData;
const limits = platformLimitsOf(data);

describe('what a platform takes', () => {
  it('refuses a text of blanks on every platform', () => {
    expect(textProblems(' \n\t', 'x', limits)).toEqual([{ code: 'empty', parameters: {} }]);
    expect(textProblems('', 'facebook', limits)).toEqual([{ code: 'empty', parameters: {} }]);
  });

  it('lets a post of exactly the limit through, and says by how much a longer one is over', () => {
    expect(textProblems('ệ'.repeat(140), 'x', limits)).toEqual([]);
    expect(textProblems('ệ'.repeat(141), 'x', limits)).toEqual([
      { code: 'too-long', parameters: { weight: 282, limit: 280 } },
    ]);
    expect(textProblems('ệ'.repeat(63_206), 'facebook', limits)).toEqual([]);
    expect(textProblems('ệ'.repeat(63_207), 'facebook', limits)).toEqual([
      { code: 'too-long', parameters: { weight: 63_207, limit: 63_206 } },
    ]);
  });

  it('counts a text taken apart like the same text in one piece', () => {
    const apart = 'Người phát ngôn'.normalize('NFD');
    expect(textWeight(apart, 'facebook', limits)).toBe('Người phát ngôn'.length);
    expect(textWeight(apart, 'x', limits)).toBe(textWeight('Người phát ngôn', 'x', limits));
  });

  it('keeps alternative texts within the strictest platform', () => {
    expect(limits.altText).toBe(1000);
    expect(limits.x.images).toBe(4);
  });

  it('agrees with the counter about the limit of X', () => {
    expect(limits.x.text.most).toBe(xWeight('').limit);
  });

  it('names the source and the date of every limit', () => {
    for (const { source, date } of Object.values(data)) {
      expect(source).not.toBe('');
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});
