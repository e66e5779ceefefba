/** A department at headquarters or a mission abroad. */
export type Unit = {
  id: string;
  /** Short stable key for command lines and imports, for example `paris`. */
  key: string;
  name: { vi: string; en: string };
  parentId: string | null;
  /** IANA time zone, for example `Europe/Zurich`. */
  zone: string;
  /** The city on whose clock the unit works, as people say it: Geneva lives by Zurich's zone. */
  city: { vi: string; en: string };
};

/** The unit and everything below it, the unit first. A cycle in bad data ends the walk. */
export function unitWithDescendants(unitId: string, units: readonly Unit[]): string[] {
  const found = [unitId];
  for (const id of found) {
    for (const unit of units) {
      if (unit.parentId === id && !found.includes(unit.id)) found.push(unit.id);
    }
  }
  return found;
}
