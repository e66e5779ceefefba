import {
  EMOJI,
  FORBIDDEN,
  X_HEAVY_WEIGHT,
  X_LIGHT_RANGES,
  X_LIMIT,
  X_URL_WEIGHT,
} from './data/x-patterns.ts';
import { findAddresses } from './x-addresses.ts';

export type XWeight = {
  weight: number;
  limit: number;
  /** Within the limit, and without a character that X refuses. */
  fits: boolean;
  /** Characters that count two, such as ế, ộ, ữ; emoji are not among them. */
  doubled: number;
  /** Addresses, each counted as one of X's own short ones. */
  urls: number;
};

const EMOJI_SEQUENCE = new RegExp(EMOJI, 'g');
const REFUSED = new RegExp(`[${FORBIDDEN}]`);

/**
 * What a text weighs on X (limit 280): the rules of twitter-text 3 with its third configuration.
 * The text is counted in NFC, an address as 23, an emoji sequence as 2, letters from U+1100 on
 * and therefore those of Vietnamese with two marks (U+1EA0 to U+1EF9) as 2.
 */
export function xWeight(text: string): XWeight {
  const normal = text.normalize('NFC');
  const urls = new Map(findAddresses(normal).map(({ start, length }) => [start, length]));
  const emoji = new Map(
    Array.from(normal.matchAll(EMOJI_SEQUENCE), (match) => [match.index, match[0].length]),
  );
  const count = { weight: 0, doubled: 0, urls: 0 };
  let index = 0;
  while (index < normal.length) {
    const url = urls.get(index);
    const sequence = emoji.get(index);
    if (url !== undefined) {
      count.weight += X_URL_WEIGHT;
      count.urls += 1;
      index += url;
    } else if (sequence !== undefined) {
      count.weight += X_HEAVY_WEIGHT;
      index += sequence;
    } else if (isLight(normal.charCodeAt(index))) {
      count.weight += 1;
      index += 1;
    } else {
      count.weight += X_HEAVY_WEIGHT;
      count.doubled += 1;
      index += isSurrogatePair(normal, index) ? 2 : 1;
    }
  }
  const fits = count.weight <= X_LIMIT && !REFUSED.test(normal);
  return { ...count, limit: X_LIMIT, fits };
}

function isLight(unit: number): boolean {
  return X_LIGHT_RANGES.some(([first, last]) => unit >= first && unit <= last);
}

function isSurrogatePair(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff;
}
