import { describe, expect, it } from '@jest/globals';
import { barChart, lineChart, ticksOf } from '../../../src/web/audience/svg-chart.ts';
import type { Chart } from '../../../src/web/audience/svg-chart.ts';

function chart(values: (number | null)[], missing: number[] = [], title = 'Lượt xem'): Chart {
  return {
    title,
    labels: values.map((_, index) => `ngày ${index}`),
    series: [
      {
        name: title,
        tone: 'main',
        values: values.map((value, index) => ({ value, missing: missing.includes(index) })),
        labelled: true,
      },
    ],
    formatNumber: (value) => value.toLocaleString('vi-VN'),
  };
}

const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

describe('a chart', () => {
  it('draws a bar for each figure and an open box where one is missing', () => {
    const svg = barChart(chart([10, null, null, 40], [1]), 'wide');
    expect(count(svg, /<rect class="main"/g)).toBe(2);
    expect(count(svg, /<rect class="gap"/g)).toBe(1);
  });

  it('breaks its line at a gap and never draws a missing figure as 0', () => {
    const svg = lineChart(chart([100, 120, null, 150, 160], [2]), 'wide', true);
    expect(count(svg, /M[\d.]+ [\d.]+/g)).toBe(2);
    expect(count(svg, /<circle/g)).toBe(4);
  });

  it('cannot be made to say something else by a title', () => {
    const svg = barChart(chart([1], [], '</title><script>alert("1")</script>'), 'narrow');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
  });

  it('has colours for light and for dark', () => {
    expect(barChart(chart([1]), 'wide')).toContain('prefers-color-scheme:dark');
  });

  it.each([
    [0, 0],
    [0, 3],
    [0, 97],
    [0, 12_345],
    [12_000, 12_294],
    [5, 5],
  ])('has round whole numbers on its axis from %d to %d', (low, high) => {
    const ticks = ticksOf(low, high);
    expect(ticks[0]).toBeLessThanOrEqual(low);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true);
    expect(new Set(ticks).size).toBe(ticks.length);
  });

  it('draws numbers alone, also when nothing is known', () => {
    for (const draw of [barChart(chart([]), 'wide'), lineChart(chart([null]), 'narrow', false)]) {
      expect(draw).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
