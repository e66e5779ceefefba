import type { Post } from '../posts/post.ts';
import type { HoldRules } from './hold-rules.ts';

/**
 * Decides whether a held post would strike a note of good cheer: by its topic, or by a word in one
 * of its texts. The reviewer sees these first. Words count whole and with their diacritics.
 */
export function isCelebration(
  post: Pick<Post, 'topic' | 'class' | 'content'>,
  { celebration }: HoldRules,
): boolean {
  if (celebration.never.includes(post.class)) return false;
  if (celebration.topics.includes(post.topic)) return true;
  return Object.entries(post.content.versions).some(([language, version]) => {
    const words = celebration.words[language] ?? [];
    return [version.text, ...Object.values(version.platformTexts)].some((text) =>
      hasAny(text, words),
    );
  });
}

/** `*` at the end of a word stands for any ending. */
function hasAny(text: string, words: readonly string[]): boolean {
  const plain = ` ${text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')} `;
  return words.some((word) =>
    plain.includes(word.endsWith('*') ? ` ${word.slice(0, -1)}` : ` ${word} `),
  );
}
