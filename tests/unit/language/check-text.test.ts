import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkText } from '../../../src/domain/language/check-text.ts';
import type { CheckInput } from '../../../src/domain/language/check-input.ts';
import type { Finding } from '../../../src/domain/language/finding.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { inputOf } from '../../language/check.ts';
import { readLanguageData } from '../../language/data.ts';
import { readLabelled } from '../../language/labelled.ts';

const data = readLanguageData();
const labelled = readLabelled();
const translators = createTranslators();

/** Pieces of real posts between pieces of anything. */
const text = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(...labelled.map(({ input }) => input.text))
        .chain((whole) =>
          fc
            .tuple(fc.nat(whole.length), fc.nat(60))
            .map(([from, length]) => whole.slice(from, from + length)),
        ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\u200b',
        '\u0301',
        ' ',
        '\n',
        '“',
        '”',
        '#',
        '@',
        '31/02/2027',
        'http://a.vn',
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));
const input: fc.Arbitrary<CheckInput> = fc.record({
  language: fc.constantFrom('vi', 'en', 'fr'),
  text,
  platforms: fc.subarray(['facebook', 'x'] as const),
  at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
  zone: fc.constantFrom('Asia/Ho_Chi_Minh', 'America/New_York'),
  media: fc.array(
    fc.record({
      name: fc.string(),
      alt: fc.oneof(text, fc.constant('')),
      isTextOnly: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  pair: fc.option(
    fc.record({ language: fc.constantFrom('vi', 'en'), text, media: fc.constant([]) }),
  ),
  recent: fc.array(fc.record({ text, at: fc.constant(new Date('2026-11-20T05:00:00Z')) }), {
    maxLength: 2,
  }),
  context: fc.record({
    isQuote: fc.boolean(),
    isJoint: fc.boolean(),
    partner: fc.constantFrom(null, 'CN', 'LA', 'KR', 'US', 'ZZ'),
    topic: fc.constantFrom(null, 'culture'),
    isMourning: fc.boolean(),
  }),
});

describe('the guard over any text', () => {
  it('never fails, places every finding on its excerpt, and has a sentence for it in both languages', () => {
    fc.assert(
      fc.property(input, (one) => {
        for (const finding of checkText(one, data)) {
          expect(one.text.slice(finding.start, finding.end)).toBe(finding.excerpt);
          for (const t of Object.values(translators)) {
            expect(t(`findings.${finding.message}`, finding.parameters)).not.toMatch(/\{\{/);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('says the same of a text in any form of its letters, but that it is not in the normal one', () => {
    fc.assert(
      fc.property(input, (one) => {
        const composed = { ...one, text: one.text.normalize('NFC') };
        const decomposed = { ...one, text: one.text.normalize('NFD') };
        expect(rulesOf(checkText(decomposed, data))).toEqual(rulesOf(checkText(composed, data)));
      }),
      { numRuns: 300 },
    );
  });

  it('a suggestion that is taken over removes its finding and adds none of its family', () => {
    for (const { input: one } of labelled) {
      const before = checkText(one, data);
      for (const finding of before) {
        if (finding.suggestion === undefined) continue;
        const mended =
          one.text.slice(0, finding.start) + finding.suggestion + one.text.slice(finding.end);
        const after = checkText({ ...one, text: mended }, data);
        const [family] = finding.rule.split('.');
        const inFamily = (all: readonly Finding[]): number =>
          all.filter(({ rule }) => rule.startsWith(`${family}.`)).length;
        expect([finding.rule, mended, inFamily(after)]).toEqual([
          finding.rule,
          mended,
          inFamily(before) - 1,
        ]);
      }
    }
  });

  it('orders its findings as the text does, what concerns all of it first', () => {
    const found = checkText(
      inputOf(`\uFFFE${'Đại sứ quán. '.repeat(40)}`, { platforms: ['x'] }),
      data,
    );
    expect(found.map(({ start }) => start)).toEqual(
      found.map(({ start }) => start).sort((a, b) => a - b),
    );
    expect(found[0]?.rule).toBe('length.x-too-long');
  });
});

function rulesOf(all: readonly Finding[]): string[] {
  return all
    .filter(({ rule }) => rule !== 'encoding.not-nfc')
    .map(({ rule, excerpt, severity }) => `${rule} ${severity} ${excerpt.normalize('NFC')}`);
}
