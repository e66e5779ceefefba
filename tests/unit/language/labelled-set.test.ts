import { describe, expect, it } from '@jest/globals';
import { families } from '../../../src/domain/language/finding.ts';
import { readLanguageData } from '../../language/data.ts';
import { readLabelled } from '../../language/labelled.ts';
import { score } from '../../language/score.ts';

const AIM = 0.95;
const MOST_PER_THOUSAND_CLEAN = 5;

const texts = readLabelled();
const result = score(texts, readLanguageData());

describe('the labelled texts', () => {
  it('are at least four hundred, half of them clean, each with a name of its own', () => {
    expect(texts.length).toBeGreaterThanOrEqual(400);
    expect(result.clean.texts * 2).toBeGreaterThanOrEqual(texts.length - 10);
    expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length);
  });

  it('were half written before there were rules', () => {
    const before = texts.filter(({ id }) => /-b-/.test(id));
    expect(before.length * 2).toBeGreaterThanOrEqual(texts.length);
  });

  it('quote only words that they hold', () => {
    for (const { id, input, expected } of texts) {
      for (const { excerpt } of expected)
        expect([id, input.text]).toEqual([id, expect.stringContaining(excerpt)]);
    }
  });

  it.each(families)('are read as an editor would read them: %s', (family) => {
    const { recall, precision, expected } = result.families[family];
    expect(expected).toBeGreaterThanOrEqual(5);
    expect(recall).toBeGreaterThanOrEqual(AIM);
    expect(precision).toBeGreaterThanOrEqual(AIM);
  });

  it('are left in peace where they are clean', () => {
    expect(result.clean.perThousand).toBeLessThanOrEqual(MOST_PER_THOUSAND_CLEAN);
  });
});
