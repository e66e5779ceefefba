import type { CountedHold, HoldsFacts } from '../../actions/holds/list-holds.ts';
import { can } from '../../domain/people/person.ts';
import type { Reader } from '../reader.ts';
import { holdWords } from './hold-words.ts';
import type { HoldWords } from './hold-words.ts';
import type { HoldForm } from './hold-form.ts';

export type HoldRow = HoldWords & {
  id: string;
  reason: string;
  who: string;
  since: Date;
  until: Date | null;
  endedAt: Date | null;
  held: number;
  open: number;
  canEnd: boolean;
};

export type HoldsPage = {
  inForce: HoldRow[];
  ended: HoldRow[];
  form: HoldForm | null;
  /** How many deliveries the hold in the form would cover; null when nothing is chosen. */
  count: number | null;
  /** Why the hold was not started. */
  refused: string | null;
};

export function buildHoldsPage(
  facts: HoldsFacts,
  reader: Reader,
  start: Pick<HoldsPage, 'form' | 'count' | 'refused'>,
): HoldsPage {
  const toRow = ({ hold, held, open }: CountedHold): HoldRow => ({
    ...holdWords(hold, reader),
    id: hold.id,
    reason: hold.reason,
    who: hold.startedByName,
    since: hold.startedAt,
    until: hold.until,
    endedAt: hold.endedAt,
    held,
    open,
    canEnd: hold.endedAt === null && can(reader.actor, 'hold.end', hold.byUnitId),
  });
  return { inForce: facts.inForce.map(toRow), ended: facts.ended.map(toRow), ...start };
}
