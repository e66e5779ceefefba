import type { RuleFinding } from '../finding.ts';
import { likeCase } from '../dates/date-words.ts';
import type { Subject, Word } from '../subject.ts';
import type { EncodingData } from './encoding-data.ts';

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/u;
/** Open syllables whose tone stands on the first of two vowels, or on the second. */
const OLD = /(?:o[\u0300\u0301\u0303\u0309\u0323][ae]|(?<!q)u[\u0300\u0301\u0303\u0309\u0323]y)$/u;
const NEW = /(?:o[ae]|(?<!q)uy)[\u0300\u0301\u0303\u0309\u0323]$/u;

type Placed = { word: Word; style: 'old' | 'new' };

/**
 * Hòa and hoà in one text: those that are not of the house are shown. A text that keeps to one of
 * them is its author's own, and nothing is ever rewritten by itself. In `qu` the u is a consonant.
 */
export function checkTonePlacement(subject: Subject, { toneStyle }: EncodingData): RuleFinding[] {
  const placed = subject.words.flatMap((word): Placed[] => {
    if (word.text.length > 7 || subject.isIn(word, 'url', 'email', 'handle', 'hashtag')) return [];
    const apart = word.lower.normalize('NFD');
    if (OLD.test(apart)) return [{ word, style: 'old' }];
    return NEW.test(apart) ? [{ word, style: 'new' }] : [];
  });
  const styles = new Set(placed.map(({ style }) => style));
  if (styles.size < 2) return [];
  return placed
    .filter(({ style }) => style !== toneStyle)
    .map(({ word }) => {
      const right = likeCase(word.text, moved(word.lower, toneStyle));
      return {
        rule: 'encoding.tone-placement',
        severity: 'warn',
        start: word.start,
        end: word.end,
        parameters: { word: word.text, right },
        suggestion: right,
      };
    });
}

/** The syllable with its tone on the other vowel. */
function moved(lower: string, to: 'old' | 'new'): string {
  const apart = lower.normalize('NFD');
  const tone = TONE.exec(apart)?.[0] ?? '';
  const plain = apart.replace(TONE, '');
  const at = to === 'old' ? plain.length - 1 : plain.length;
  return `${plain.slice(0, at)}${tone}${plain.slice(at)}`.normalize('NFC');
}
