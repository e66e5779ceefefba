import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor, Person } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy } from '../events/embargo.ts';
import { isWithin } from '../people/list-people.ts';

type Ctx = Pick<ActionContext, 'stores' | 'clock' | 'signer'>;

export const RECORDS_PER_PAGE = 50;

/** Whose entries are asked for: everybody's, one person's, or those of the desk itself. */
export type RecordsOf = 'everybody' | 'the-desk' | { personId: string };

export type Records = {
  entries: AuditEntry[];
  total: number;
  page: number;
  /** What the entries speak about, by id. */
  names: {
    posts: Map<string, string>;
    channels: Map<string, string>;
    people: Map<string, string>;
    units: Map<string, Unit>;
  };
  /** Those by whom the list may be narrowed. */
  people: Person[];
};

/**
 * What was done in the units whose records the actor may read, newest first. Entries of no unit,
 * such as refused sign-ins and holds, are for those who read the records of the whole ministry.
 */
export async function listRecords(
  ctx: Ctx,
  actor: Actor,
  query: { of: RecordsOf; page: number; language: string },
): Promise<Records> {
  const scope = scopeOf(actor, 'audit.read');
  const units = await ctx.stores.units.listUnits();
  const root = units.find((unit) => unit.parentId === null);
  const { entries, total } = await ctx.stores.audit.listEntries({
    unitIds: scope,
    withoutUnit: root !== undefined && can(actor, 'audit.read', root.id),
    page: query.page,
    pageSize: RECORDS_PER_PAGE,
    ...actorFilter(query.of),
  });
  const everybody = await ctx.stores.people.listPeople();
  const [posts, channels] = await Promise.all([
    ctx.stores.posts.listPostsById(idsOf(entries, 'post')),
    ctx.stores.channels.listChannels({ ids: idsOf(entries, 'channel') }),
  ]);
  const { hidden } = await asSeenBy(ctx, actor, posts);
  return {
    entries,
    total,
    page: query.page,
    names: {
      posts: new Map(
        posts
          .filter((post) => !hidden.has(post.id))
          .map((post) => [post.id, titleOf(post.content, query.language)]),
      ),
      channels: new Map(channels.map((channel) => [channel.id, channel.name])),
      people: new Map(everybody.map((person) => [person.id, person.name])),
      units: new Map(units.map((unit) => [unit.id, unit])),
    },
    people: everybody.filter((person) => isWithin(person, scope)),
  };
}

/** The post that an entry speaks about: itself, or the post of a delivery. */
export function postIdOf(entry: AuditEntry): string | null {
  if (entry.objectType === 'post') return entry.objectId;
  const { postId } = entry.detail;
  return typeof postId === 'string' ? postId : null;
}

function actorFilter(of: RecordsOf): { actorId?: string | null } {
  if (of === 'everybody') return {};
  return { actorId: of === 'the-desk' ? null : of.personId };
}

function idsOf(entries: readonly AuditEntry[], type: 'post' | 'channel'): string[] {
  const ids = entries.flatMap((entry) => {
    if (type === 'post') return postIdOf(entry) ?? [];
    return entry.objectType === 'channel' ? [entry.objectId] : [];
  });
  return [...new Set(ids)];
}
