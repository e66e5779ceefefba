import type { RuleFinding } from '../finding.ts';
import type { Subject } from '../subject.ts';
import { findPhrases } from './phrase-trie.ts';
import type { Lexicon } from './lexicon.ts';

const VIETNAMESE_LETTER =
  /[\u00c0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]/u;
const PLAIN = /^[\x20-\x7e]+$/;
/** A text of this many words without a single mark was typed without marks. */
const FEWEST_WORDS = 8;

/** Vietnamese that was typed without its marks: names inside a text, or the whole of it. */
export function checkDiacritics(subject: Subject, lexicon: Lexicon): RuleFinding[] {
  const { text, words } = subject;
  if (!VIETNAMESE_LETTER.test(text)) {
    const own = words.filter((word) => !subject.isIn(word, 'url', 'email', 'handle', 'hashtag'));
    if (own.filter(({ text: word }) => /^[A-Za-z]+$/.test(word)).length < FEWEST_WORDS) return [];
    return [{ rule: 'lexicon.no-diacritics', severity: 'warn', start: 0, end: 0 }];
  }
  return findPhrases(text, words, lexicon.bare).flatMap(({ start, end, value }) => {
    const found = text.slice(start, end);
    if (
      !PLAIN.test(found) ||
      subject.isIn({ start, end }, 'url', 'email', 'handle', 'hashtag', 'quotation')
    )
      return [];
    if (isInForeignName(text, start, end)) return [];
    return [
      {
        rule: 'lexicon.diacritics',
        severity: 'warn',
        start,
        end,
        parameters: { found, right: value },
        suggestion: value,
      },
    ];
  });
}

/** "Viet Nam News" is the name of a newspaper. */
function isInForeignName(text: string, start: number, end: number): boolean {
  const behind = /^ (\p{Lu}[a-z]{3,})/u.exec(text.slice(end, end + 30))?.[1];
  const before = /(?:^|[^\p{L}])(\p{Lu}[a-z]{3,}) $/u.exec(
    text.slice(Math.max(0, start - 30), start),
  )?.[1];
  return [behind, before].some(
    (word) =>
      word !== undefined &&
      PLAIN.test(word) &&
      !/^(?:Trong|Nam|Sang|Theo|Trung|Phong|Ngo[a-z]*)$/u.test(word),
  );
}
