import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { findTerms } from '../lexicon/lexicon.ts';
import { findPhrases } from '../lexicon/phrase-trie.ts';
import type { Span, Subject } from '../subject.ts';
import type { Language, Sides } from './sides.ts';
import { leftoversOf } from './leftovers.ts';
import { tellLeft } from './tell.ts';

type Named = Span & { id: string };

/** People, offices and the terms that matter: by what they are, in whatever form. */
export function compareNames(sides: Sides, data: LanguageData): RuleFinding[] {
  return [
    ...compare(sides, 'parity.person', (subject) => peopleIn(subject, data)),
    ...compare(sides, 'parity.post', (subject, language) => postsIn(subject, language, data)),
    ...compare(sides, 'parity.term', (subject, language) => termsIn(subject, language, data)),
  ];
}

/** One name for another is wrong; one that is left out may be said in other words. */
function compare(
  { here, there, languageHere, languageThere }: Sides,
  rule: 'parity.person' | 'parity.post' | 'parity.term',
  find: (subject: Subject, language: Language) => Named[],
): RuleFinding[] {
  const left = leftoversOf(
    distinct(find(here, languageHere)),
    distinct(find(there, languageThere)),
    (a, b) => a.id === b.id,
  );
  const isConflict = left.here.length === 1 && left.there.length === 1;
  return tellLeft(left, here.text, there.text, {
    rule,
    severity: () => (isConflict ? 'warn' : 'hint'),
  });
}

function peopleIn({ text, folded }: Subject, { titles }: LanguageData): Named[] {
  return findPhrases(text, folded(), titles.peopleByName).map(({ start, end, value }) => ({
    start,
    end,
    id: value.en,
  }));
}

function postsIn({ text, words }: Subject, language: Language, { titles }: LanguageData): Named[] {
  return findPhrases(text, words, titles.postsIn[language]).map(({ start, end, value }) => ({
    start,
    end,
    id: value.id,
  }));
}

/** Terms of sovereignty: the others are said in too many ways. */
function termsIn({ text, words }: Subject, language: Language, { lexicon }: LanguageData): Named[] {
  return findTerms(text, words, language, lexicon).flatMap(({ start, end, value }) =>
    value.kind === 'protected' || value.term.category !== 'sovereignty'
      ? []
      : [{ start, end, id: value.term.id }],
  );
}

function distinct(named: readonly Named[]): Named[] {
  return named.filter((one, n) => named.findIndex(({ id }) => id === one.id) === n);
}
