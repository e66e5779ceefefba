import { describe, expect, it } from '@jest/globals';
import { compare, ninthDecileOf } from '../../../src/domain/reports/comparison.ts';
import type { Measured } from '../../../src/domain/reports/comparison.ts';

const known = (value: number, of = 10): Measured => ({ value, n: of, of, expected: of });
const unknown: Measured = { value: null, n: 0, of: 10, expected: 10 };

describe('a figure against earlier weeks', () => {
  it('gives the change from the week before and from the mean of four weeks', () => {
    const figure = compare('relative', known(120), [known(100), known(80), known(60), known(80)]);
    expect(figure).toMatchObject({ before: 100, mean: 80, meanWeeks: 4, direction: 'up' });
    expect(figure.change).toBeCloseTo(0.2);
    expect(figure.changeFromMean).toBeCloseTo(0.5);
  });

  it('gives no percentage from 0', () => {
    const figure = compare('relative', known(120), [known(0), known(0), known(0), known(0)]);
    expect(figure).toMatchObject({ before: 0, mean: 0, change: null, changeFromMean: null });
    expect(figure.direction).toBeNull();
  });

  it('gives no percentage from or to a missing figure', () => {
    expect(compare('relative', known(120), [unknown]).change).toBeNull();
    expect(compare('relative', unknown, [known(120)]).change).toBeNull();
    expect(compare('relative', known(120), []).change).toBeNull();
  });

  it('leaves missing weeks out of the mean and says how many weeks it is made of', () => {
    expect(
      compare('relative', known(120), [known(100), unknown, known(50), unknown]),
    ).toMatchObject({ mean: 75, meanWeeks: 2 });
    expect(compare('relative', known(120), [known(100), unknown, unknown, unknown])).toMatchObject({
      mean: null,
      meanWeeks: 0,
    });
  });

  it('gives no change when more than a tenth of the posts has no figure', () => {
    const thin = { value: 80, n: 8, of: 10, expected: 10 };
    expect(compare('relative', thin, [known(100)])).toMatchObject({ value: 80, change: null });
    expect(compare('relative', known(100), [thin])).toMatchObject({ before: 80, change: null });
  });

  it('posts for which the platform gives nothing do not make a figure thin', () => {
    const small = { value: 80, n: 8, of: 10, expected: 8 };
    expect(compare('relative', small, [known(100)]).change).toBeCloseTo(-0.2);
  });

  it('calls a change of less than half a percent no change', () => {
    expect(compare('relative', known(1004), [known(1000)]).direction).toBe('flat');
    expect(compare('relative', known(1006), [known(1000)]).direction).toBe('up');
    expect(compare('points', known(0.031), [known(0.029)]).direction).toBe('up');
    expect(compare('difference', known(-3), [known(-3)]).direction).toBe('flat');
  });

  it('nine tenths of the values do not exceed the ninth decile', () => {
    expect(ninthDecileOf([10, 20, 30, 40, 50, 60, 70, 80, 90, 1000])).toBe(90);
    expect(ninthDecileOf([41])).toBe(41);
    expect(ninthDecileOf([])).toBeNull();
  });
});
