const MARKS = /\p{M}+/gu;
const SPACES = /\s+/gu;
const NOT_WORDS = /[^\p{L}\p{N}]+/u;

/**
 * The form in which texts are compared when a person searches: lower case, without diacritics, so
 * that "da nang", "Đà Nẵng" and its decomposed form meet, and "hoà" meets "hòa".
 */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .replaceAll('đ', 'd')
    .replace(SPACES, ' ')
    .trim();
}

/** The folded words of a text, each once, in the order of their first use. */
export function foldedWords(text: string): string[] {
  const words = foldForSearch(text).split(NOT_WORDS);
  return [...new Set(words)].filter((word) => word !== '');
}
