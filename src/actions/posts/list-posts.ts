import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post, PostState, Topic } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { hiddenFrom, underEmbargo } from '../events/embargo.ts';

export type PostsFilter = {
  /** Words to find; diacritics are optional. */
  search: string;
  state: PostState | null;
  topic: Topic | null;
  unitId: string | null;
  page: number;
};

export type PostsFound = {
  rows: { post: Post; deliveries: Delivery[] }[];
  /** Which of them are under embargo; those that the reader may not read are not listed at all. */
  embargoed: Set<string>;
  total: number;
  pageSize: number;
  /** The units whose posts the actor may read. */
  units: Unit[];
  mayWrite: boolean;
};

const PAGE_SIZE = 25;

/** The posts the actor may read, newest first, each with its deliveries. */
export async function listPosts(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer'>,
  { actor, filter }: { actor: Actor; filter: PostsFilter },
): Promise<PostsFound> {
  const scope = scopeOf(actor, 'post.read');
  const hidden = await hiddenFrom(ctx, actor);
  const [units, found] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.posts.listPosts({
      unitIds: scope,
      except: [...hidden],
      search: filter.search,
      ...(filter.state === null ? {} : { states: [filter.state] }),
      ...(filter.topic === null ? {} : { topic: filter.topic }),
      ...(filter.unitId === null ? {} : { unitId: filter.unitId }),
      page: filter.page,
      pageSize: PAGE_SIZE,
    }),
  ]);
  const embargoed = await underEmbargo(ctx, found.posts);
  const deliveries = await ctx.stores.deliveries.listDeliveriesOfPosts(
    found.posts.map((post) => post.id),
  );
  return {
    rows: found.posts.map((post) => ({
      post,
      deliveries: deliveries.filter((one) => one.postId === post.id),
    })),
    embargoed,
    total: found.total,
    pageSize: PAGE_SIZE,
    units: units.filter((unit) => scope.includes(unit.id)),
    mayWrite: canAnywhere(actor, 'post.write'),
  };
}
