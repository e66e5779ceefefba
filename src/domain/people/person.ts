import { unitWithDescendants } from './unit.ts';
import type { Unit } from './unit.ts';
import { rolePermissions } from './permission.ts';
import type { Permission, Role } from './permission.ts';

export type ReaderLanguage = 'vi' | 'en';

export type Grant = { role: Role; unitId: string };

/** Somebody who signs in. The password's hash never leaves the store. */
export type Person = {
  id: string;
  email: string;
  name: string;
  language: ReaderLanguage;
  grants: Grant[];
  /** Languages of the weekly report that this person receives; empty for none. */
  reportLanguages: ReaderLanguage[];
  state: 'active' | 'left';
  createdAt: Date;
};

/** A person as an actor: grants are expanded to the units they cover. */
export type Actor = {
  personId: string;
  name: string;
  language: ReaderLanguage;
  grants: { role: Role; unitId: string; unitIds: string[] }[];
};

export function actorOf(person: Person, units: readonly Unit[]): Actor {
  return {
    personId: person.id,
    name: person.name,
    language: person.language,
    grants: person.grants.map((grant) => ({
      ...grant,
      unitIds: unitWithDescendants(grant.unitId, units),
    })),
  };
}

/** Decides whether the actor may do this in this unit; a unit's grant covers its children. */
export function can(actor: Actor, permission: Permission, unitId: string): boolean {
  return scopeOf(actor, permission).includes(unitId);
}

/** Decides whether the actor may do this anywhere at all: what a menu asks. */
export function canAnywhere(actor: Actor, permission: Permission): boolean {
  return scopeOf(actor, permission).length > 0;
}

/** The units in which the actor has this permission: what a query is scoped to. */
export function scopeOf(actor: Actor, permission: Permission): string[] {
  const units = new Set<string>();
  for (const grant of actor.grants) {
    if (rolePermissions[grant.role].includes(permission)) {
      for (const id of grant.unitIds) units.add(id);
    }
  }
  return [...units];
}
