import type { RuleFinding } from '../finding.ts';
import type { Subject } from '../subject.ts';
import type { Sides } from './sides.ts';

/** Vietnamese syllables for one English word: what official pairs keep to, with room on both sides. */
const USUAL = { least: 0.7, most: 2.3 };
/** A shorter text than this can be anything. */
const FEWEST_WORDS = 15;
/** A sentence of fewer words is a heading or a call. */
const FEWEST_IN_SENTENCE = 4;

/** A sentence that one side lacks: by length, and by the number of sentences. */
export function compareLength({ here, there, languageHere }: Sides): RuleFinding[] {
  const [own, other] = [wordsIn(here), wordsIn(there)];
  const ratio = languageHere === 'vi' ? own / Math.max(1, other) : other / Math.max(1, own);
  const sentences = [sentencesIn(here), sentencesIn(there)] as const;
  const isOdd = (ratio > USUAL.most || ratio < USUAL.least) && Math.max(own, other) >= FEWEST_WORDS;
  const differ = Math.abs(sentences[0] - sentences[1]);
  if (!isOdd && differ < 2) return [];
  return [
    {
      rule: 'parity.sentences',
      severity: isOdd && differ > 0 ? 'warn' : 'hint',
      start: 0,
      end: 0,
      parameters: {
        sentencesHere: sentences[0],
        sentencesThere: sentences[1],
        wordsHere: own,
        wordsThere: other,
      },
    },
  ];
}

function wordsIn(subject: Subject): number {
  return subject.words.filter((word) => !subject.isIn(word, 'url', 'handle', 'hashtag')).length;
}

function sentencesIn({ sentences, words }: Subject): number {
  let at = 0;
  return sentences.filter(({ end }) => {
    const from = at;
    while (at < words.length && (words[at]?.start ?? end) < end) at += 1;
    return at - from >= FEWEST_IN_SENTENCE;
  }).length;
}
