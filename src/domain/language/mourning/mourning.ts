import { phraseTrie } from '../lexicon/phrase-trie.ts';
import type { PhraseTrie } from '../lexicon/phrase-trie.ts';
import { wordsOf } from '../subject.ts';

type Words = { celebration: string[]; innocent: string[] };

/** The form of `config/data/mourning.json`. */
export type MourningData = { vi: Words; en: Words; emoji: string[] };

export type Mourning = {
  celebration: Record<'vi' | 'en', PhraseTrie<string>>;
  innocent: Record<'vi' | 'en', PhraseTrie<string>>;
  emoji: ReadonlySet<string>;
};

export function mourningOf(data: MourningData): Mourning {
  const trie = (words: readonly string[]) =>
    phraseTrie(
      words.map((word) => [word, word] as const),
      wordsOf,
    );
  return {
    celebration: { vi: trie(data.vi.celebration), en: trie(data.en.celebration) },
    innocent: { vi: trie(data.vi.innocent), en: trie(data.en.innocent) },
    emoji: new Set(data.emoji),
  };
}
