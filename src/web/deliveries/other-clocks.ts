import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { cityOf } from '../../domain/time/format.ts';
import { HANOI } from '../../domain/time/zones.ts';

/** A clock beside Hanoi's, named by the city that lives by it. */
export type OtherClock = { zone: string; city: string };

/** The clocks that a time is told by beside Hanoi's: of these units, and of the zone it was set in. */
export function otherClocks(
  units: readonly (Unit | null | undefined)[],
  language: ReaderLanguage,
  chosenZone: string = HANOI,
): OtherClock[] {
  const clocks = new Map<string, string>();
  for (const unit of units) {
    if (unit !== null && unit !== undefined && !clocks.has(unit.zone)) {
      clocks.set(unit.zone, unit.city[language]);
    }
  }
  if (!clocks.has(chosenZone)) clocks.set(chosenZone, cityOf(chosenZone, language));
  clocks.delete(HANOI);
  return [...clocks].map(([zone, city]) => ({ zone, city }));
}
