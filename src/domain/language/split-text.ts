/** Titles and short forms that end in a dot and end no sentence. */
const SHORT_FORM =
  /(?:^|[\s("“‘])(?:\p{L}|Mr|Mrs|Ms|Dr|Prof|St|No|Art|Amb|Gen|vs|GS|PGS|TS|ThS|BS|TP|Tp|TT|Q|P|H\.E|U\.S|U\.N)\.$/u;
/** The end of a sentence with what closes it, and the blanks behind it; or the end of a line. */
const SENTENCE_END = /[.!?…][)"”’»\]]*[ \t]+|\n+/gu;

/** No short form, and nothing that opens it, is longer. */
const LONGEST_SHORT_FORM = 6;
/** A number, and what stands with it: "7,5 triệu", "20 November", "tháng 11". */
const NUMBER_BEFORE = /\d[\d.,:%/]*$/u;
const NUMBER_BEHIND = /^[+-]?\d/u;
/** Two words of one name: "Lê Hoài Trung", "Viet Nam". */
const NAME_BEFORE = /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}]*$/u;
const NAME_BEHIND = /^\p{Lu}/u;

/**
 * Proposes how to cut a text that a platform does not take whole: at the ends of lines and
 * sentences where there are some in reach, otherwise between words, not inside a name, a number
 * with its unit or an address unless one is longer than a whole part. A proposal: its author
 * decides.
 */
export function splitText(text: string, fits: (part: string) => boolean): string[] {
  const parts: string[] = [];
  let part = '';
  for (const piece of sentencesOf(text)) {
    if (fits((part + piece).trim())) {
      part += piece;
      continue;
    }
    if (part.trim() !== '') parts.push(part.trim());
    part = piece;
    while (!fits(part.trim())) {
      const cut = longestFit(part, fits);
      parts.push(part.slice(0, cut).trim());
      part = part.slice(cut);
    }
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

/** Where the sentences and lines of a text stand, the blanks behind each with it. */
export function sentenceSpans(text: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const isLineEnd = match[0].startsWith('\n');
    const before = text.slice(Math.max(start, match.index - LONGEST_SHORT_FORM), match.index + 1);
    if (!isLineEnd && SHORT_FORM.test(before)) continue;
    spans.push({ start, end });
    start = end;
  }
  if (start < text.length) spans.push({ start, end: text.length });
  return spans;
}

function sentencesOf(text: string): string[] {
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
}

/** Where to cut what is too long by itself: after the last word that fits, or letter at worst. */
function longestFit(text: string, fits: (part: string) => boolean): number {
  const words = [...text.matchAll(/\s+/gu)]
    .map((match) => match.index + match[0].length)
    .filter((end) => end < text.length);
  const fitting = words.slice(
    0,
    countFitting(words, (end) => fits(text.slice(0, end).trim())),
  );
  const word = fitting.findLast((end) => isBetweenPhrases(text, end)) ?? fitting.at(-1);
  if (word !== undefined && text.slice(0, word).trim() !== '') return word;
  const ends: number[] = [];
  for (const letter of text) ends.push((ends.at(-1) ?? 0) + letter.length);
  return ends[Math.max(0, countFitting(ends, (end) => fits(text.slice(0, end))) - 1)] ?? 1;
}

/** How many of growing beginnings fit, looked for in steps that double: the rest may be long. */
function countFitting(ends: readonly number[], isFit: (end: number) => boolean): number {
  const at = (count: number): boolean => isFit(ends[count - 1] ?? 0);
  let good = 0;
  let step = 1;
  while (good + step <= ends.length && at(good + step)) {
    good += step;
    step *= 2;
  }
  while (step > 1) {
    step /= 2;
    if (good + step <= ends.length && at(good + step)) good += step;
  }
  return good;
}

function isBetweenPhrases(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd();
  const behind = text.slice(at);
  if (NUMBER_BEFORE.test(before) || NUMBER_BEHIND.test(behind)) return false;
  return !(NAME_BEFORE.test(before) && NAME_BEHIND.test(behind));
}
