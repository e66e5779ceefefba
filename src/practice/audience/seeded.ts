/** A number in [0, 1) that is always the same for the same words. FNV-1a with a final mix. */
function unitFrom(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('\u0000')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A number between the two, always the same for the same words. */
export function between(low: number, high: number, ...words: (string | number)[]): number {
  return low + (high - low) * unitFrom(...words);
}
