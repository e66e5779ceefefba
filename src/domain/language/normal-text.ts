/**
 * A character with the marks behind it, or conjoining Hangul letters together: within such a piece
 * composition stays, so that pieces can be normalised one by one.
 */
const PIECES = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+\p{M}*|\P{M}\p{M}*|\p{M}+/gu;

/** A text in NFC and the way back to the places of the text as it was given. */
export type NormalText = {
  original: string;
  /** NFC. */
  text: string;
  isNormal: boolean;
  /** The span of the given text that a span of the NFC text comes from, whole characters only. */
  toOriginal: (start: number, end: number) => { start: number; end: number };
};

/** Puts a text into NFC and remembers where each unit came from. */
export function normalText(original: string): NormalText {
  if (original.normalize('NFC') === original) {
    return {
      original,
      text: original,
      isNormal: true,
      toOriginal: (start, end) => ({ start, end }),
    };
  }
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const { 0: piece, index } of original.matchAll(PIECES)) {
    const normal = piece.normalize('NFC');
    const isSame = normal === piece;
    for (let unit = 0; unit < normal.length; unit += 1) {
      starts.push(isSame ? index + unit : index);
      ends.push(isSame ? index + unit + 1 : index + piece.length);
    }
    text += normal;
  }
  return {
    original,
    text,
    isNormal: false,
    toOriginal: (start, end) => {
      if (end <= start) {
        const at = starts[start] ?? original.length;
        return { start: at, end: at };
      }
      return { start: starts[start] ?? original.length, end: ends[end - 1] ?? original.length };
    },
  };
}
