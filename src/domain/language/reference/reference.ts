import { foldForSearch } from '../fold.ts';
import type { LanguageSources } from '../language-data.ts';

/** What people keep up to date without a release, two of them for each change. */
export const referenceSets = ['terms', 'people', 'posts', 'partners', 'days'] as const;
export type ReferenceSet = (typeof referenceSets)[number];

/** An entry of one of the sets, in the form of its file. */
export type ReferenceEntry = Record<string, unknown>;

export type ChangeState = 'proposed' | 'confirmed' | 'refused' | 'withdrawn';

/** One change of one entry: proposed by one person, confirmed by another. */
export type ReferenceChange = {
  id: string;
  set: ReferenceSet;
  /** Names the entry within its set. */
  key: string;
  /** The entry as it shall be; null takes it out. */
  value: ReferenceEntry | null;
  /** Why, and by which source. */
  reason: string;
  state: ChangeState;
  proposedBy: string;
  proposedByName: string;
  proposedAt: Date;
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
  /** The place among all confirmed changes, from 1; null until confirmed. */
  n: number | null;
};

type Place = {
  file: keyof LanguageSources;
  list: string;
  keyOf: (entry: ReferenceEntry) => string;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Where each set lies in the shipped files. */
const places: Record<ReferenceSet, Place> = {
  terms: { file: 'lexicon/terms.json', list: 'terms', keyOf: ({ id }) => textOf(id) },
  people: { file: 'titles.json', list: 'people', keyOf: ({ en }) => keyFrom(textOf(en)) },
  posts: { file: 'titles.json', list: 'posts', keyOf: ({ id }) => textOf(id) },
  partners: {
    file: 'lexicon/partners.json',
    list: 'partners',
    keyOf: ({ code }) => textOf(code).toLowerCase(),
  },
  days: {
    file: 'calendar.json',
    list: 'dated',
    keyOf: ({ firstDay, en }) => `${textOf(firstDay)}-${keyFrom(textOf(en))}`,
  },
};

const LONGEST_KEY = 60;

/** The key of a name: its letters without marks, with dashes for the rest. */
export function keyFrom(name: string): string {
  return foldForSearch(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, LONGEST_KEY);
}

/** The key of an entry within its set. */
export function keyOf(set: ReferenceSet, entry: ReferenceEntry): string {
  return places[set].keyOf(entry);
}

/** The entries of a set as they stand, by their keys. */
export function entriesOf(set: ReferenceSet, files: LanguageSources): Map<string, ReferenceEntry> {
  const { file, list } = places[set];
  const entries = (files[file] as Record<string, unknown>)[list] as ReferenceEntry[];
  return new Map(entries.map((entry) => [keyOf(set, entry), entry]));
}

/** The shipped files with every confirmed change in its order; the files themselves stay as they are. */
export function withChanges(
  files: LanguageSources,
  changes: readonly ReferenceChange[],
): LanguageSources {
  const confirmed = changes
    .filter((change) => change.n !== null)
    .sort((a, b) => (a.n ?? 0) - (b.n ?? 0));
  const changed: Record<string, unknown> = { ...files };
  for (const set of new Set(confirmed.map((change) => change.set))) {
    const { file, list } = places[set];
    const entries = entriesOf(set, changed as LanguageSources);
    for (const { set: of, key, value } of confirmed) {
      if (of !== set) continue;
      if (value === null) entries.delete(key);
      else entries.set(key, value);
    }
    changed[file] = { ...(changed[file] as object), [list]: [...entries.values()] };
  }
  return changed as LanguageSources;
}
