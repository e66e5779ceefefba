import { can, actorOf } from '../../domain/people/person.ts';
import type { Person } from '../../domain/people/person.ts';
import type { Permission } from '../../domain/people/permission.ts';
import type { Notice, NoticeKind } from '../../domain/notices/notice.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';

type NoticeFacts = {
  kind: NoticeKind;
  postId?: string;
  deliveryId?: string;
  eventId?: string;
  parameters?: Record<string, string | number>;
};

/** Everyone who holds a permission in a unit, but for those in `except`. */
export async function peopleWho(
  ctx: ActionContext,
  permission: Permission,
  unitId: string,
  except: readonly string[] = [],
): Promise<Person[]> {
  const [people, units] = await Promise.all([
    ctx.stores.people.listActivePeople(),
    ctx.stores.units.listUnits(),
  ]);
  return people.filter(
    (person) => !except.includes(person.id) && can(actorOf(person, units), permission, unitId),
  );
}

/** One notice for each of these people: on Today at once, by e-mail soon after. */
export function composeNotices(
  ctx: Pick<ActionContext, 'clock'>,
  personIds: readonly string[],
  facts: NoticeFacts,
): Notice[] {
  return [...new Set(personIds)].map((personId) => ({
    id: newId(),
    personId,
    kind: facts.kind,
    postId: facts.postId ?? null,
    deliveryId: facts.deliveryId ?? null,
    eventId: facts.eventId ?? null,
    parameters: facts.parameters ?? {},
    createdAt: ctx.clock.now(),
    readAt: null,
    mail: 'planned',
  }));
}
