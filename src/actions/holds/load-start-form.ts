import type { Channel } from '../../domain/channels/channel.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';

/** What somebody may hold. */
export type StartFormFacts = {
  /** Everything, and whole topics. */
  mayHoldAll: boolean;
  units: Unit[];
  channels: Channel[];
  /** The one post that was asked for. */
  post: { id: string; title: Record<ReaderLanguage, string> } | null;
  /** The one event that was asked for. */
  event: { id: string; title: Record<ReaderLanguage, string> } | null;
};

/** Reads what this person may hold; null when that is nothing. */
export async function loadStartForm(
  ctx: Pick<ActionContext, 'stores'>,
  request: { actor: Actor; postId: string | null; eventId: string | null },
): Promise<StartFormFacts | null> {
  const { actor, postId, eventId } = request;
  const scope = scopeOf(actor, 'hold.start');
  if (scope.length === 0) return null;
  const [units, channels, post, event] = await Promise.all([
    ctx.stores.units.listUnits(),
    ctx.stores.channels.listChannels({ unitIds: scope }),
    postId === null ? null : ctx.stores.posts.findPost(postId, scope),
    eventId === null ? null : ctx.stores.events.findEvent(eventId, scope),
  ]);
  const root = units.find((unit) => unit.parentId === null);
  return {
    mayHoldAll: root !== undefined && can(actor, 'hold.start', root.id),
    units: units.filter((unit) => unit.parentId !== null && scope.includes(unit.id)),
    channels,
    post:
      post === null
        ? null
        : {
            id: post.id,
            title: { vi: titleOf(post.content, 'vi'), en: titleOf(post.content, 'en') },
          },
    event: event === null ? null : { id: event.id, title: event.title },
  };
}
