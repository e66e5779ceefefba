import { describe, expect, it } from '@jest/globals';
import { findings, told } from '../../language/check.ts';

describe('the length of a text', () => {
  it('a text of 279 characters that weighs more than 280 does not go to X, and it is said why', () => {
    const text = 'Thế giới đổi mới, Việt Nam hội nhập. '.repeat(8).slice(0, 279);
    const [finding] = findings(text, { platforms: ['x'] });
    expect(finding).toMatchObject({
      rule: 'length.x-too-long',
      severity: 'block',
      start: 0,
      end: 0,
      parameters: { characters: 279, limit: 280, example: 'ế' },
    });
    expect(Number(finding?.parameters['doubled'])).toBe(
      Number(finding?.parameters['weight']) - 279,
    );
  });

  it('says how many posts a thread would have and where the first one ends', () => {
    const text = `${'First sentence of the statement. '.repeat(8)}${'Second half. '.repeat(10)}`;
    const [finding] = findings(text.trim(), { language: 'en' });
    expect(finding?.parameters).toMatchObject({ parts: 2 });
    expect(String(finding?.parameters['firstEnds'])).toMatch(/\.$/);
  });

  it('proposes no thread that is longer than X lets one write', () => {
    const [finding] = findings('Word by word. '.repeat(700), { language: 'en' });
    expect(finding).toMatchObject({ rule: 'length.x-too-long', message: 'length.x-too-long' });
  });

  it('a character that X refuses is shown where it stands and can be taken out', () => {
    expect(findings('Ha\uFFFE Noi', { language: 'en' })).toMatchObject([
      { rule: 'length.x-refused', start: 2, end: 3, suggestion: '' },
    ]);
  });

  it('Facebook takes 63,206 characters', () => {
    expect(told('length', 'a '.repeat(31_603))).toEqual([]);
    expect(told('length', 'a '.repeat(31_604))).toEqual([['length.facebook-too-long', '']]);
  });

  it('what goes to one platform is not measured by another', () => {
    expect(told('length', 'a '.repeat(300), { platforms: ['facebook'] })).toEqual([]);
  });
});
