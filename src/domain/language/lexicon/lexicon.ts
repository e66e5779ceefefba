import { foldForSearch } from '../fold.ts';
import { wordsOf } from '../subject.ts';
import type { Word } from '../subject.ts';
import { findPhrases, phraseTrie } from './phrase-trie.ts';
import type { PhraseHit, PhraseTrie } from './phrase-trie.ts';
import type {
  DocumentsData,
  LexiconLanguage,
  Partner,
  PartnersData,
  ProtectedData,
  Term,
  TermsData,
} from './term.ts';

/** What a phrase of the lexicon stands for. */
export type Form =
  | { kind: 'right'; term: Term }
  | { kind: 'avoid'; term: Term; form: string }
  | { kind: 'protected' };

/** The lexicon made ready for finding. */
export type Lexicon = {
  terms: readonly Term[];
  forms: Record<LexiconLanguage, PhraseTrie<Form>>;
  /** Vietnamese forms without their marks, for what was typed without them. */
  bare: PhraseTrie<string>;
  labels: Record<LexiconLanguage, PhraseTrie<string>>;
  partnersIn: Record<LexiconLanguage, PhraseTrie<Partner>>;
  partners: ReadonlyMap<string, Partner>;
  partnership: PartnersData;
  documents: DocumentsData;
};

const ABBREVIATION = /^(?<full>.+?)\s+\((?<short>[A-Z][\p{L}\d-]*)\)$/u;
const MARKED = /[^\u0000-\u007f]/;

export function lexiconOf(
  terms: TermsData,
  guarded: ProtectedData,
  partnership: PartnersData,
  documents: DocumentsData,
): Lexicon {
  const inLanguage = (language: LexiconLanguage) => {
    const forms = phraseTrie(formsOf(terms.terms, guarded, language), wordsOf);
    const labels = phraseTrie(
      Object.entries(partnership.labels).map(([level, names]) => [names[language], level] as const),
      wordsOf,
    );
    const partners = phraseTrie(
      partnership.partners.flatMap((one) => one[language].map((name) => [name, one] as const)),
      wordsOf,
    );
    return { forms, labels, partners };
  };
  const vi = inLanguage('vi');
  const en = inLanguage('en');
  return {
    terms: terms.terms,
    forms: { vi: vi.forms, en: en.forms },
    bare: phraseTrie(bareForms(terms.terms), wordsOf),
    labels: { vi: vi.labels, en: en.labels },
    partnersIn: { vi: vi.partners, en: en.partners },
    partners: new Map(partnership.partners.map((one) => [one.code, one])),
    partnership,
    documents,
  };
}

/** Every term that a text names, by whatever form, from left to right. */
export function findTerms(
  text: string,
  words: readonly Word[],
  language: LexiconLanguage,
  lexicon: Lexicon,
): PhraseHit<Form>[] {
  return findPhrases(text, words, lexicon.forms[language]);
}

/** The preferred form for a running text: without the abbreviation that introduces it. */
export function preferredForm(term: Term, language: LexiconLanguage): string {
  return term.instead?.[language] ?? withoutAbbreviation(term[language]);
}

function withoutAbbreviation(form: string): string {
  return ABBREVIATION.exec(form)?.groups?.['full'] ?? form;
}

function* formsOf(
  terms: readonly Term[],
  guarded: ProtectedData,
  language: LexiconLanguage,
): Generator<[string, Form]> {
  for (const name of guarded[language]) yield [name, { kind: 'protected' }];
  for (const term of terms) {
    const right: Form = { kind: 'right', term };
    const { full, short } = ABBREVIATION.exec(term[language])?.groups ?? {};
    yield [term[language], right];
    if (full !== undefined) yield [full, right];
    if (short !== undefined && short.length > 1) yield [short, right];
    for (const form of term.accept?.[language] ?? []) yield [form, right];
    for (const form of term.avoid?.[language] ?? []) yield [form, { kind: 'avoid', term, form }];
  }
}

function* bareForms(terms: readonly Term[]): Generator<[string, string]> {
  for (const term of terms) {
    for (const form of [withoutAbbreviation(term.vi), ...(term.accept?.vi ?? [])]) {
      if (!MARKED.test(form) || !form.includes(' ') || form.includes('(')) continue;
      const bare = foldForSearch(form);
      // The capitals of the form: a name without its marks is still a name.
      const cased = [...bare].map((letter, n) =>
        form[n] === form[n]?.toLowerCase() ? letter : letter.toUpperCase(),
      );
      yield [cased.join(''), form];
    }
  }
}
