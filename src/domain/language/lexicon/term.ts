import type { Severity } from '../finding.ts';

/** Languages that the lexicon speaks. */
export type LexiconLanguage = 'vi' | 'en';

export const termCategories = [
  'sovereignty',
  'country',
  'relation',
  'agency',
  'party',
  'title',
  'state',
  'consular',
  'rank',
  'policy',
  'org',
  'place',
  'calendar',
  'law',
] as const;
export type TermCategory = (typeof termCategories)[number];

/** What the ministry says for one thing, in both languages. */
export type Term = {
  id: string;
  category: TermCategory;
  /** The preferred forms; an abbreviation in brackets at the end is a form of its own. */
  vi: string;
  en: string;
  /** Other forms that are right. */
  accept?: Partial<Record<LexiconLanguage, string[]>>;
  /** Forms to avoid. */
  avoid?: Partial<Record<LexiconLanguage, string[]>>;
  /** The day (`YYYY-MM-DD`) from which they are wrong: before it, and of what was before, they are right. */
  avoidFrom?: string;
  /** What to write instead, where that is not the preferred form. */
  instead?: Partial<Record<LexiconLanguage, string>>;
  /** Where it is not that of the category. */
  severity?: Severity;
  /** A: both languages seen in an official or press source; B: one side is to be confirmed. */
  confidence: 'A' | 'B';
  source: string;
};

/** The form of `config/data/lexicon/terms.json`. */
export type TermsData = { terms: Term[] };

/** The form of `config/data/lexicon/protected.json`: names in which a form to avoid is innocent. */
export type ProtectedData = Record<LexiconLanguage, string[]>;

/** The form of `config/data/lexicon/documents.json`. */
export type DocumentsData = {
  documentWords: Record<LexiconLanguage, string[]>;
  /** Documents that the ministry itself names by its own word. */
  ownDocuments: string[];
};

/** The form of `config/data/lexicon/partners.json`. */
export type PartnersData = {
  /** What each level of a relation is called. */
  labels: Record<string, Record<LexiconLanguage, string>>;
  /** Words by which a sentence speaks of a change of level. */
  raising: Record<LexiconLanguage, string[]>;
  partners: Partner[];
};

export type Partner = {
  /** ISO 3166-1 alpha-2. */
  code: string;
  vi: string[];
  en: string[];
  /** Levels in the order of their days; without `from` it is older than the list. */
  labels: { level: string; from?: string; confidence?: 'B' }[];
};
