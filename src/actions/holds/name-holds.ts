import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import { widestFirst } from '../../domain/deliveries/hold.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy, underEmbargo, withoutContent } from '../events/embargo.ts';

type Names = Record<ReaderLanguage, string>;

/** A hold with the names of what it covers and of the unit that can end it. */
export type NamedHold = Hold & {
  /** Null where the scope is a word of its own: everything, or a topic. */
  scopeName: Names | null;
  byUnitName: Names;
  /** The units whose work it stops; null when that is everybody's. */
  reach: readonly string[] | null;
};

type Named = Pick<NamedHold, 'scopeName' | 'reach'>;

type Reads = Pick<ActionContext, 'stores' | 'clock' | 'signer'>;

/** Names holds, the widest first; a post under an embargo that binds the actor stays unnamed. */
export async function nameHolds(
  ctx: Reads,
  holds: readonly Hold[],
  actor: Actor | null,
): Promise<NamedHold[]> {
  if (holds.length === 0) return [];
  const ids = <K extends string>(pick: (hold: Hold) => K | null): K[] =>
    holds.map(pick).filter((id) => id !== null);
  const [units, channels, found, events] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.channels.listChannels({
      ids: ids(({ scope }) => (scope.kind === 'channel' ? scope.channelId : null)),
    }),
    ctx.stores.posts.listPostsById(
      ids(({ scope }) => (scope.kind === 'post' ? scope.postId : null)),
    ),
    ctx.stores.events.listEventsById(
      ids(({ scope }) => (scope.kind === 'event' ? scope.eventId : null)),
    ),
  ]);
  const posts = await readable(ctx, found, actor);
  const unitName = (id: string | undefined): Names =>
    units.find((unit) => unit.id === id)?.name ?? { vi: '', en: '' };
  const named = ({ scope }: Hold): Named => {
    switch (scope.kind) {
      case 'everything':
      case 'topic':
        return { scopeName: null, reach: null };
      case 'event': {
        const event = events.find((one) => one.id === scope.eventId);
        return {
          scopeName: event?.title ?? { vi: '', en: '' },
          reach: event === undefined ? [] : [event.unitId],
        };
      }
      case 'unit':
        return { scopeName: unitName(scope.unitIds[0]), reach: scope.unitIds };
      case 'channel': {
        const channel = channels.find((one) => one.id === scope.channelId);
        const name = channel?.name ?? '';
        return { scopeName: { vi: name, en: name }, reach: channel ? [channel.unitId] : [] };
      }
      case 'post': {
        const post = posts.find((one) => one.id === scope.postId);
        if (post === undefined) return { scopeName: { vi: '', en: '' }, reach: [] };
        const { content, unitId } = post;
        return {
          scopeName: { vi: titleOf(content, 'vi'), en: titleOf(content, 'en') },
          reach: [unitId],
        };
      }
    }
  };
  return widestFirst(holds).map((hold) => ({
    ...hold,
    ...named(hold),
    byUnitName: unitName(hold.byUnitId),
  }));
}

/** Nobody, as on the command line, reads nothing that is under embargo. */
async function readable(
  ctx: Reads,
  posts: readonly Post[],
  actor: Actor | null,
): Promise<readonly Post[]> {
  if (actor !== null) return (await asSeenBy(ctx, actor, posts)).posts;
  const embargoed = await underEmbargo(ctx, posts);
  return posts.map((post) => (embargoed.has(post.id) ? withoutContent(post) : post));
}

/** Of the holds in force, those that are stamped on some of these deliveries. */
export function holdsOn(
  deliveries: readonly Pick<Delivery, 'holdIds'>[],
  inForce: readonly Hold[],
): Hold[] {
  const stamped = new Set(deliveries.flatMap((one) => one.holdIds));
  return inForce.filter((hold) => stamped.has(hold.id));
}

/** Those of the holds that stop something this person may see. */
export async function visibleHolds(
  ctx: Reads,
  actor: Actor,
  holds: readonly Hold[],
): Promise<NamedHold[]> {
  const named = await nameHolds(ctx, holds, actor);
  const units = scopeOf(actor, 'delivery.read');
  const isNear = ({ reach }: NamedHold): boolean =>
    units.length > 0 && (reach === null || reach.some((id) => units.includes(id)));
  if (named.every(isNear)) return named;
  // A unit may speak through a channel of another one, which is on hold there.
  const stamped = await ctx.stores.deliveries.listStampedHolds(units);
  return named.filter((hold) => isNear(hold) || stamped.includes(hold.id));
}
