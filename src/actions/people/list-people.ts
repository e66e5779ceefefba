import { can, canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor, Person } from '../../domain/people/person.ts';
import type { Permission } from '../../domain/people/permission.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { ActionContext } from '../context.ts';

export type PeopleList = { people: Person[]; units: Unit[]; mayAdd: boolean };

export type LoadedPerson = {
  person: Person;
  units: Unit[];
  /** Where the actor may grant. */
  manageable: Unit[];
  /** Nobody changes their own grants, nor a person who also works outside the actor's units. */
  mayChange: 'yes' | 'own' | 'outside' | 'no';
};

/** The people with a grant in a unit where the actor may read people. */
export async function listPeople(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
  search: string,
): Promise<PeopleList> {
  const [people, units] = await Promise.all([
    ctx.stores.people.listPeople({ search }),
    ctx.stores.units.listUnits(),
  ]);
  return {
    people: people.filter((person) => isWithin(person, scopeOf(actor, 'person.read'))),
    units,
    mayAdd: canAnywhere(actor, 'person.manage'),
  };
}

/** One person, or null when there is none that the actor may read. */
export async function loadPerson(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
  personId: string,
): Promise<LoadedPerson | null> {
  const [person, units] = await Promise.all([
    ctx.stores.people.findPerson(personId),
    ctx.stores.units.listUnits(),
  ]);
  if (person === null || !isWithin(person, scopeOf(actor, 'person.read'))) return null;
  return {
    person,
    units,
    manageable: unitsWhere(actor, 'person.manage', units),
    mayChange: mayChange(actor, person),
  };
}

/** Every unit, and those in which the actor may manage people. */
export async function listUnitsForPeople(
  ctx: Pick<ActionContext, 'stores'>,
  actor: Actor,
): Promise<{ units: Unit[]; manageable: Unit[] }> {
  const units = await ctx.stores.units.listUnits();
  return {
    units: unitsWhere(actor, 'person.read', units),
    manageable: unitsWhere(actor, 'person.manage', units),
  };
}

/** Somebody without any grant belongs to no unit, and is seen by whoever reads people at all. */
export function isWithin(person: Person, unitIds: readonly string[]): boolean {
  return (
    unitIds.length > 0 &&
    (person.grants.length === 0 || person.grants.some(({ unitId }) => unitIds.includes(unitId)))
  );
}

function mayChange(actor: Actor, person: Person): LoadedPerson['mayChange'] {
  if (person.id === actor.personId) return 'own';
  if (!canAnywhere(actor, 'person.manage')) return 'no';
  return person.grants.every(({ unitId }) => can(actor, 'person.manage', unitId))
    ? 'yes'
    : 'outside';
}

function unitsWhere(actor: Actor, permission: Permission, units: readonly Unit[]): Unit[] {
  const scope = scopeOf(actor, permission);
  return units.filter((unit) => scope.includes(unit.id));
}
