import type { RuleFinding } from '../finding.ts';
import { findPhrases } from '../lexicon/phrase-trie.ts';
import type { LanguageData } from '../language-data.ts';
import { wordsOf } from '../subject.ts';
import type { Subject } from '../subject.ts';
import type { Mourning } from './mourning.ts';

const PICTURES = /\p{Extended_Pictographic}/gu;

/**
 * Words, signs and frames of celebration while a mourning is in force. A flood notice, condolences
 * and the postponing of a feast are fine.
 */
export function checkMourning(subject: Subject, { mourning }: LanguageData): RuleFinding[] {
  const { text, words, sentences, input } = subject;
  if (!input.context.isMourning) return [];
  const language = input.language === 'en' ? 'en' : 'vi';
  const innocent = findPhrases(text, words, mourning.innocent[language]);
  const celebration = findPhrases(text, words, mourning.celebration[language]).filter((hit) => {
    const sentence = sentences.find((one) => one.start <= hit.start && hit.start < one.end);
    return !innocent.some(
      (one) => one.start >= (sentence?.start ?? 0) && one.end <= (sentence?.end ?? text.length),
    );
  });
  const signs = Array.from(text.matchAll(PICTURES)).filter(({ 0: sign }) =>
    mourning.emoji.has(sign),
  );
  return [
    ...celebration.map(({ start, end }): RuleFinding => ({
      rule: 'mourning.celebration',
      severity: 'warn',
      start,
      end,
      parameters: { word: text.slice(start, end) },
    })),
    ...signs.map(({ 0: sign, index }): RuleFinding => ({
      rule: 'mourning.emoji',
      severity: 'warn',
      start: index,
      end: index + sign.length,
      parameters: { sign },
      suggestion: '',
    })),
    ...frames(subject, mourning, language),
  ];
}

/** A picture that is described as a celebration. */
function frames({ input }: Subject, mourning: Mourning, language: 'vi' | 'en'): RuleFinding[] {
  return input.media.flatMap(({ alt }, n) => {
    const [hit] = findPhrases(alt, wordsOf(alt), mourning.celebration[language]);
    if (hit === undefined) return [];
    const parameters = { n: n + 1, word: alt.slice(hit.start, hit.end) };
    return [{ rule: 'mourning.picture', severity: 'warn', start: 0, end: 0, parameters }];
  });
}
