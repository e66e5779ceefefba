import { actorOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';

/** The person as an actor with today's grants; null when they left or never were. */
export async function loadActor(
  ctx: Pick<ActionContext, 'stores'>,
  personId: string,
): Promise<Actor | null> {
  const [person, units] = await Promise.all([
    ctx.stores.people.findPerson(personId),
    ctx.stores.units.listUnits(),
  ]);
  return person?.state === 'active' ? actorOf(person, units) : null;
}
