/** Titles and short forms that end in a dot and end no sentence. */
const SHORT_FORM =
  /(?:^|[\s("“‘])(?:\p{L}|Mr|Mrs|Ms|Dr|Prof|St|No|Art|Amb|Gen|vs|GS|PGS|TS|ThS|BS|TP|Tp|TT|Q|P|H\.E|U\.S|U\.N)\.$/u;
/** The end of a sentence with what closes it, and the blanks behind it; or the end of a line. */
const SENTENCE_END = /[.!?…][)"”’»\]]*[ \t]+|\n+/gu;

/**
 * Proposes how to cut a text that a platform does not take whole: at the ends of lines and
 * sentences where there are some in reach, otherwise between words, never inside one unless it is
 * longer than a whole part. A proposal: its author decides.
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

function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const isLineEnd = match[0].startsWith('\n');
    if (!isLineEnd && SHORT_FORM.test(text.slice(from, match.index + 1))) continue;
    sentences.push(text.slice(from, end));
    from = end;
  }
  return [...sentences, text.slice(from)].filter((sentence) => sentence !== '');
}

/** Where to cut what is too long by itself: after the last word that fits, or letter at worst. */
function longestFit(text: string, fits: (part: string) => boolean): number {
  const words = [...text.matchAll(/\s+/gu)].map((match) => match.index + match[0].length);
  const word = words.findLast((end) => end < text.length && fits(text.slice(0, end).trim()));
  if (word !== undefined && text.slice(0, word).trim() !== '') return word;
  const letters = [...text];
  let cut = letters[0]?.length ?? 1;
  for (const letter of letters.slice(1)) {
    if (!fits(text.slice(0, cut + letter.length))) break;
    cut += letter.length;
  }
  return cut;
}
