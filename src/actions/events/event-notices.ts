import type { DeskEvent } from '../../domain/events/event.ts';
import type { Notice, NoticeKind } from '../../domain/notices/notice.ts';
import type { Actor } from '../../domain/people/person.ts';
import { formatInstant } from '../../domain/time/format.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices } from '../notices/compose-notices.ts';

/**
 * Notices to everyone whose work an event carries and to those who give its signal, but for
 * whoever did it; each in the reader's language, with the time on the event's own clock.
 */
export async function noticesAboutEvent(
  ctx: ActionContext,
  event: DeskEvent,
  kind: Extract<NoticeKind, `event-${string}`>,
  actor: Actor,
): Promise<Notice[]> {
  const posts = await ctx.stores.posts.listPostsOfEvents([event.id]);
  const named = [event.releaserId, event.deputyId].filter((id) => id !== null);
  const ids = new Set([
    ...posts.filter((post) => post.state !== 'dropped').flatMap((post) => post.contributors),
    ...named,
  ]);
  ids.delete(actor.personId);
  const people = await ctx.stores.people.listPeople({ ids: [...ids] });
  return (['vi', 'en'] as const).flatMap((language) =>
    composeNotices(
      ctx,
      people.filter((one) => one.language === language).map((one) => one.id),
      {
        kind,
        eventId: event.id,
        parameters: {
          title: event.title[language],
          at: formatInstant(event.startsAt, language, event.zone),
          by: actor.name,
        },
      },
    ),
  );
}
