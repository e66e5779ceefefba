import type { EventsFound } from '../../actions/events/list-events.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import type { StateTone } from '../deliveries/delivery-words.ts';
import type { Reader } from '../reader.ts';

export type EventRow = {
  id: string;
  title: string;
  kind: DeskEvent['kind'];
  place: string;
  unitName: string;
  startsAt: Date;
  zone: string;
  tone: StateTone;
  state: string;
  posts: number;
  waiting: number;
};

export type EventsPage = { coming: EventRow[]; past: EventRow[]; mayPlan: boolean };

export function eventsPage(found: EventsFound, reader: Reader): EventsPage {
  const toRow = (event: DeskEvent): EventRow => ({
    id: event.id,
    title: event.title[reader.language],
    kind: event.kind,
    place: event.place,
    unitName: found.units.find((unit) => unit.id === event.unitId)?.name[reader.language] ?? '',
    startsAt: event.startsAt,
    zone: event.zone,
    ...eventState(event, found.released.has(event.id), reader),
    ...(found.counts.get(event.id) ?? { posts: 0, waiting: 0 }),
  });
  return {
    coming: found.coming.map(toRow),
    past: found.past.map(toRow),
    mayPlan: found.mayPlan,
  };
}

/** What the state of an event is called: the signal, once given, says more than "coming". */
export function eventState(
  event: DeskEvent,
  isReleased: boolean,
  { t, now }: Pick<Reader, 't' | 'now'>,
): { tone: StateTone; state: string } {
  if (event.state !== 'planned') {
    const tone = event.state === 'cancelled' ? 'waits' : '';
    return { tone, state: t(`states.event.${event.state}`) };
  }
  if (isReleased) return { tone: 'going', state: t('events.released') };
  const begun = event.startsAt <= now;
  return { tone: '', state: begun ? t('events.begun') : t('states.event.planned') };
}
