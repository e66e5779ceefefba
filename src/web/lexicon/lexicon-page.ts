import { PAGE_SIZE, nameOf } from '../../actions/language/load-reference.ts';
import type { ReferenceList } from '../../actions/language/load-reference.ts';
import { referenceSets } from '../../domain/language/reference/reference.ts';
import type { ReferenceEntry, ReferenceSet } from '../../domain/language/reference/reference.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { PageRequest } from '../page-request.ts';
import { urls, withQuery } from '../urls.ts';

export type LexiconPage = {
  set: ReferenceSet;
  sets: { set: ReferenceSet; href: string; isCurrent: boolean }[];
  search: string;
  rows: { href: string; name: string; english: string; more: string }[];
  total: number;
  previous: string | null;
  next: string | null;
  open: { href: string; name: string; set: ReferenceSet; by: string; at: Date; isOwn: boolean }[];
  /** The address of the form for a new entry; null for who may not propose one. */
  adding: string | null;
};

export function lexiconPage(
  found: ReferenceList,
  query: { set: ReferenceSet; search: string; page: number },
  { actor, t }: PageRequest,
): LexiconPage {
  const { set, search, page } = query;
  const pageAt = (n: number): string =>
    withQuery(urls.lexicon(set), { q: search, page: String(n) });
  return {
    set,
    sets: referenceSets.map((one) => ({
      set: one,
      href: urls.lexicon(one),
      isCurrent: one === set,
    })),
    search,
    rows: found.entries.map(({ key, entry }) => ({
      href: urls.lexiconEntry(set, key),
      name: nameOf(entry),
      english: englishOf(entry),
      more: moreOf(set, entry, t),
    })),
    total: found.total,
    previous: page > 1 ? pageAt(page - 1) : null,
    next: page * PAGE_SIZE < found.total ? pageAt(page + 1) : null,
    open: found.open.map((change) => ({
      href: urls.lexiconEntry(change.set, change.key),
      name: change.value === null ? change.key : nameOf(change.value),
      set: change.set,
      by: change.proposedByName,
      at: change.proposedAt,
      isOwn: change.proposedBy === actor.personId,
    })),
    adding: canAnywhere(actor, 'lexicon.propose') ? urls.newLexiconEntry(set) : null,
  };
}

function englishOf({ en }: ReferenceEntry): string {
  return String(Array.isArray(en) ? en[0] : (en ?? ''));
}

/** What tells an entry from its neighbours at a glance. */
function moreOf(set: ReferenceSet, entry: ReferenceEntry, t: PageRequest['t']): string {
  switch (set) {
    case 'terms':
      return t(`lexicon.category.${String(entry['category'])}`);
    case 'people': {
      const held = (entry['held'] as { post: string; to?: string }[] | undefined) ?? [];
      return held
        .filter(({ to }) => to === undefined)
        .map(({ post }) => post)
        .join(', ');
    }
    case 'posts':
      return String(entry['id']);
    case 'partners':
      return String(entry['code']);
    case 'days':
      return String(entry['firstDay']);
  }
}
