import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../../src/lib/project-root.ts';

const css = readFileSync(join(projectRoot, 'views/assets/css/foundation/tokens.css'), 'utf8');
const [lightCss = '', darkCss = ''] = css.split('@media screen');
const light = tokensOf(lightCss);
const themes = { light, dark: { ...light, ...tokensOf(darkCss) } };

const grounds = ['paper', 'surface', 'raised', 'sunken'];
const readable: [ink: string, ground: string][] = [
  ...['ink', 'ink-2', 'ink-3', 'red'].flatMap((ink) =>
    grounds.map((ground): [string, string] => [ink, ground]),
  ),
  ['navy-ink', 'navy'],
  ['navy-ink', 'navy-hover'],
  ['on-platform', 'facebook'],
  ['on-platform', 'x'],
  ...['red', 'green', 'amber', 'blue'].flatMap((hue): [string, string][] => [
    [hue, `${hue}-wash`],
    ['ink', `${hue}-wash`],
    [hue, 'surface'],
    [hue, 'raised'],
  ]),
  ['ink', 'gold-wash'],
  ['ink-2', 'gold-wash'],
];
const visible: [line: string, ground: string][] = [
  ...grounds.map((ground): [string, string] => ['edge', ground]),
  ...grounds.map((ground): [string, string] => ['navy', ground]),
];

describe.each(Object.entries(themes))('the %s theme', (_name, tokens) => {
  it.each(readable)('reads %s on %s with at least 4.5:1', (ink, ground) => {
    expect(contrast(tokens[ink], tokens[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(visible)('shows %s on %s with at least 3:1', (line, ground) => {
    expect(contrast(tokens[line], tokens[ground])).toBeGreaterThanOrEqual(3);
  });
});

function tokensOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]),
  ) as Record<string, string>;
}

function contrast(a: string | undefined, b: string | undefined): number {
  const [one = 0, other = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (one + 0.05) / (other + 0.05);
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string | undefined): number {
  if (colour === undefined) throw new Error('no such token');
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
