import { foldForSearch } from '../../domain/language/fold.ts';
import { entriesOf } from '../../domain/language/reference/reference.ts';
import type {
  ReferenceChange,
  ReferenceEntry,
  ReferenceSet,
} from '../../domain/language/reference/reference.ts';
import type { ActionContext } from '../context.ts';

export type ReferenceList = {
  entries: { key: string; entry: ReferenceEntry }[];
  total: number;
  /** Everything that waits for a second person, of every set. */
  open: ReferenceChange[];
};

export const PAGE_SIZE = 50;

/** The entries of a set that a search finds, exact ones first, in the order of the Vietnamese alphabet. */
export async function listReference(
  ctx: Pick<ActionContext, 'language' | 'stores'>,
  query: { set: ReferenceSet; search: string; page: number },
): Promise<ReferenceList> {
  const [{ files }, open] = await Promise.all([
    ctx.language.sources(),
    ctx.stores.language.listChanges({ state: 'proposed' }),
  ]);
  const wanted = foldForSearch(query.search);
  const exact = query.search.normalize('NFC').toLowerCase();
  const collator = new Intl.Collator('vi');
  const found = [...entriesOf(query.set, files)]
    .map(([key, entry]) => ({ key, entry, text: JSON.stringify(entry), name: nameOf(entry) }))
    .filter(({ text }) => foldForSearch(text).includes(wanted))
    .map((one) => ({ ...one, isExact: one.text.toLowerCase().includes(exact) }))
    .sort((a, b) => Number(b.isExact) - Number(a.isExact) || collator.compare(a.name, b.name));
  const from = (query.page - 1) * PAGE_SIZE;
  return {
    entries: found.slice(from, from + PAGE_SIZE).map(({ key, entry }) => ({ key, entry })),
    total: found.length,
    open,
  };
}

/** One entry as it stands, with all that was ever proposed for it; null when there never was one. */
export async function loadReference(
  ctx: Pick<ActionContext, 'language' | 'stores'>,
  query: { set: ReferenceSet; key: string },
): Promise<{ entry: ReferenceEntry | null; changes: ReferenceChange[] } | null> {
  const [{ files }, changes] = await Promise.all([
    ctx.language.sources(),
    ctx.stores.language.listChanges(query),
  ]);
  const entry = entriesOf(query.set, files).get(query.key) ?? null;
  return entry === null && changes.length === 0 ? null : { entry, changes };
}

/** What an entry is called in a list. */
export function nameOf(entry: ReferenceEntry): string {
  const { vi } = entry;
  return String(Array.isArray(vi) ? vi[0] : (vi ?? ''));
}
