import { foldForSearch } from '../fold.ts';
import { phraseTrie } from '../lexicon/phrase-trie.ts';
import type { PhraseTrie } from '../lexicon/phrase-trie.ts';
import { foldWord, wordsOf } from '../subject.ts';
import type { Word } from '../subject.ts';

type Names = { vi: string[]; en: string[] };

/** An office, by every name of it. */
export type OfficialPost = Names & {
  id: string;
  /** Its place where leaders are listed; the first is the highest. */
  rank?: number;
  /** One person at a time holds it. */
  isSingle?: boolean;
};

/** A person of whom the desk speaks often, and the offices with their days (`YYYY-MM-DD`). */
export type Official = {
  vi: string;
  en: string;
  gender: 'm' | 'f';
  held: Tenure[];
};

export type Tenure = {
  post: string;
  from?: string;
  /** The day on which somebody else may follow; that day still counts. */
  to?: string;
  /** B is not confirmed: by it nothing is called wrong, nor right. */
  confidence?: 'B';
  source?: string;
};

/** The form of `config/data/titles.json`. */
export type TitlesData = {
  posts: OfficialPost[];
  people: Official[];
  /** Vietnamese family names; a person is addressed by the given name, which comes last. */
  familyNames: string[];
  /** Names that each language writes in its own way. */
  foreignNames: { en: string; vi: string }[];
};

export type Titles = TitlesData & {
  postsIn: Record<'vi' | 'en', PhraseTrie<OfficialPost>>;
  /** By names without marks, as English texts write them. */
  peopleByName: PhraseTrie<Official>;
  families: ReadonlySet<string>;
  foreignIn: Record<'vi' | 'en', PhraseTrie<{ en: string; vi: string }>>;
};

export function titlesOf(data: TitlesData): Titles {
  const postsIn = (language: 'vi' | 'en'): PhraseTrie<OfficialPost> =>
    phraseTrie(
      data.posts.flatMap((post) => post[language].map((name) => [name, post] as const)),
      wordsOf,
    );
  const other = (language: 'vi' | 'en') =>
    phraseTrie(
      data.foreignNames.map((one) => [one[language], one] as const),
      foldedWordsOf,
    );
  return {
    ...data,
    postsIn: { vi: postsIn('vi'), en: postsIn('en') },
    peopleByName: phraseTrie(
      data.people.map((person) => [person.vi, person] as const),
      foldedWordsOf,
    ),
    families: new Set(data.familyNames.map(foldForSearch)),
    foreignIn: { vi: other('en'), en: other('vi') },
  };
}

function foldedWordsOf(text: string): Word[] {
  return wordsOf(text).map((word) => ({ ...word, lower: foldWord(word) }));
}

export function familyNameOf({ en }: Pick<Official, 'en'>): string {
  return en.split(' ')[0] ?? '';
}

export function givenNameOf({ en }: Pick<Official, 'en'>): string {
  return en.split(' ').at(-1) ?? '';
}
