import type { RuleFinding } from '../finding.ts';
import type { LanguageData } from '../language-data.ts';
import { findPhrases } from '../lexicon/phrase-trie.ts';
import type { PhraseHit } from '../lexicon/phrase-trie.ts';
import type { Subject } from '../subject.ts';
import type { OfficialPost } from './titles.ts';

/** Between two offices of one list: a comma or an "and", after a name or two. */
const NEXT_IN_LIST =
  /^(?:\s+(?:đồng chí\s+)?(?:\p{Lu}[\p{L}.]*\s*){1,5})?\s*(?:,|;|và|cùng|and|,\s*and)\s*(?:the\s+|đồng chí\s+|H\.E\.\s+)*$/u;

/** Leaders who are listed are listed in the order of their offices (Decree 18/2022). */
export function checkProtocol(subject: Subject, data: LanguageData): RuleFinding[] {
  const { language, context } = subject.input;
  if (language !== 'vi' && language !== 'en') return [];
  if (context.isQuote || context.isJoint) return [];
  const posts = findPhrases(subject.text, subject.words, data.titles.postsIn[language]).filter(
    (one) => one.value.rank !== undefined && !subject.isIn(one, 'quotation', 'url'),
  );
  return posts.flatMap((post, n) => {
    const next = posts[n + 1];
    if (next === undefined || !isListed(subject.text, post, next)) return [];
    if ((post.value.rank ?? 0) <= (next.value.rank ?? 0)) return [];
    const first = subject.text.slice(post.start, post.end);
    const second = subject.text.slice(next.start, next.end);
    return [
      {
        rule: 'protocol.order',
        severity: 'warn',
        start: post.start,
        end: next.end,
        parameters: { first, second },
      },
    ];
  });
}

function isListed(
  text: string,
  post: PhraseHit<OfficialPost>,
  next: PhraseHit<OfficialPost>,
): boolean {
  return NEXT_IN_LIST.test(text.slice(post.end, next.start));
}
