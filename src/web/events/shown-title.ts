import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { Translate } from '../../lib/i18n.ts';

/** How a list names a post; one that its reader may not read yet is there without its words. */
export function shownTitle(
  post: Post | undefined,
  language: string,
  { embargoed, t }: { embargoed: ReadonlySet<string>; t: Translate },
): { title: string; isEmbargoed: boolean } {
  if (post === undefined) return { title: '', isEmbargoed: false };
  const isEmbargoed = embargoed.has(post.id);
  const title = titleOf(post.content, language);
  return { title: isEmbargoed && title === '' ? t('events.embargo.hidden') : title, isEmbargoed };
}
