import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import type { Subject } from '../subject.ts';
import { checkMojibake } from './check-mojibake.ts';
import { checkTonePlacement } from './tone-placement.ts';

/** Marks that nobody sees: zero-width, soft hyphen, and those that turn the direction of writing. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
/** The joiner of an emoji sequence, and what may stand on both sides of it. */
const JOINER = '\u200d';
const EMOJI_BEFORE = /[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}\ufe0f]$/u;
const EMOJI_BEHIND = /^\p{Extended_Pictographic}/u;
const OTHER_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const LATIN = /\p{Script=Latin}/u;
const LOOSE_DATE = /(?<!\d)\d{1,2} tháng \d{1,2}(?!\d)/gu;

/** What is wrong with the letters themselves, before any word is read. */
export function checkEncoding(subject: Subject, data: LanguageData): RuleFinding[] {
  const notNormal: RuleFinding[] = subject.isNormal
    ? []
    : [{ rule: 'encoding.not-nfc', severity: 'hint', start: 0, end: 0 }];
  const spoiled = checkMojibake(subject, data.encoding);
  return [
    ...notNormal,
    // A spoiled letter may hold such a mark; it goes with the repair.
    ...unseenMarks(subject).filter(
      (one) => !spoiled.some(({ start, end }) => start <= one.start && one.end <= end),
    ),
    ...mixedScripts(subject, data),
    ...spoiled,
    ...(subject.input.language === 'vi'
      ? [...checkTonePlacement(subject, data.encoding), ...looseDates(subject)]
      : []),
  ];
}

function unseenMarks({ text }: Subject): RuleFinding[] {
  return Array.from(text.matchAll(UNSEEN)).flatMap(({ 0: mark, index }) => {
    if (mark === JOINER && isInEmoji(text, index)) return [];
    const code = `U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return [
      {
        rule: 'encoding.invisible',
        severity: 'warn',
        start: index,
        end: index + mark.length,
        parameters: { code },
        suggestion: '',
      },
    ];
  });
}

function isInEmoji(text: string, at: number): boolean {
  return (
    EMOJI_BEFORE.test(text.slice(Math.max(0, at - 4), at)) &&
    EMOJI_BEHIND.test(text.slice(at + 1, at + 3))
  );
}

/** A Cyrillic о in a Latin word; words that are wholly Russian or Greek are innocent. */
function mixedScripts(subject: Subject, { encoding }: LanguageData): RuleFinding[] {
  return subject.words.flatMap((word) => {
    if (!OTHER_SCRIPT.test(word.text) || !LATIN.test(word.text)) return [];
    if (subject.isIn(word, 'url', 'email')) return [];
    const right = Array.from(word.text, (letter) => encoding.homoglyphs[letter] ?? letter).join('');
    const strange = Array.from(word.text).filter((letter) => OTHER_SCRIPT.test(letter));
    const finding: RuleFinding = {
      rule: 'encoding.mixed-script',
      severity: 'warn',
      start: word.start,
      end: word.end,
      parameters: { word: word.text, letters: strange.join(' ') },
    };
    return [OTHER_SCRIPT.test(right) ? finding : { ...finding, suggestion: right }];
  });
}

/** A day should not stand on another line than its month. */
function looseDates({ text }: Subject): RuleFinding[] {
  return Array.from(text.matchAll(LOOSE_DATE), ({ 0: found, index }) => ({
    rule: 'encoding.loose-date',
    severity: 'hint',
    start: index,
    end: index + found.length,
    suggestion: found.replaceAll(' ', '\u00a0'),
  }));
}
