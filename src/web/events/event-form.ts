import { z } from 'zod';
import type { EventChoices } from '../../actions/events/load-event.ts';
import type { PlanRefusal } from '../../actions/events/plan-event.ts';
import { eventKinds } from '../../domain/events/event.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { HANOI, isZone, parseLocalTime, toLocalTime } from '../../domain/time/zones.ts';
import type { Reader } from '../reader.ts';
import { urls } from '../urls.ts';

const text = (most: number): z.ZodType<string> => z.string().trim().max(most).catch('');
const id = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .nullable()
  .catch(null);

const schema = z.object({
  eventId: id,
  version: z.coerce.number().int().min(0).catch(0),
  unitId: text(64),
  kind: z.enum(eventKinds).catch('press-conference'),
  titleVi: text(200),
  titleEn: text(200),
  place: text(200),
  startsAt: text(40),
  zone: text(64),
  releaserId: id,
  deputyId: id,
});

/** What a person typed about an event. */
export type EventForm = z.infer<typeof schema>;

export function readEventForm(fields: Record<string, unknown>): EventForm {
  return schema.parse(fields);
}

type TimeProblem = 'time-missing' | 'time-invalid' | 'time-skipped';
export type EventProblem =
  'title-missing' | 'place-missing' | 'unit-missing' | TimeProblem | PlanRefusal | 'not-found';

/** A typed start on the clock of a zone; a string says what is wrong with it. */
export function readStart(typed: string, zone: string): Date | TimeProblem {
  if (typed.trim() === '') return 'time-missing';
  if (!isZone(zone)) return 'time-invalid';
  const instant = parseLocalTime(typed, zone);
  if (instant !== null) return instant;
  // A time that exists elsewhere is one that this zone's clocks skip on that day.
  return parseLocalTime(typed, 'UTC') === null ? 'time-invalid' : 'time-skipped';
}

/** What is missing before anything is asked of the desk; an empty list when nothing is. */
export function problemsOf(form: EventForm): EventProblem[] {
  return [
    ...(form.titleVi === '' || form.titleEn === '' ? (['title-missing'] as const) : []),
    ...(form.place === '' ? (['place-missing'] as const) : []),
    ...(form.unitId === '' ? (['unit-missing'] as const) : []),
  ];
}

export function formOfEvent(event: DeskEvent): EventForm {
  const { title, startsAt, ...rest } = event;
  return {
    ...rest,
    eventId: event.id,
    titleVi: title.vi,
    titleEn: title.en,
    startsAt: toLocalTime(startsAt, event.zone),
  };
}

type Choice = { value: string; label: string; isChosen: boolean };

export type EventFormPage = {
  action: string;
  cancel: string;
  isNew: boolean;
  form: EventForm;
  units: Choice[];
  kinds: Choice[];
  zones: Choice[];
  releasers: Choice[];
  deputies: Choice[];
  problems: string[];
};

/** The form of an event; its start and unit are typed once, for a new one. */
export function eventFormPage(
  { form, isNew, problems }: { form: EventForm; isNew: boolean; problems: EventProblem[] },
  choices: EventChoices,
  { t, language }: Reader,
): EventFormPage {
  const choice = (value: string, label: string, chosen: string | null): Choice => ({
    value,
    label,
    isChosen: value === (chosen ?? ''),
  });
  const people = (chosen: string | null): Choice[] => [
    choice('', t('events.form.nobody'), chosen),
    ...choices.releasers.map((one) => choice(one.id, one.name, chosen)),
  ];
  const zones = new Map(choices.units.map((unit) => [unit.zone, unit.city[language]]));
  for (const zone of [HANOI, form.zone])
    if (isZone(zone) && !zones.has(zone)) zones.set(zone, zone.split('/').at(-1) ?? zone);
  const eventId = form.eventId ?? '';
  return {
    action: isNew ? urls.events() : urls.editEvent(eventId),
    cancel: isNew ? urls.events() : urls.event(eventId),
    isNew,
    form,
    units: choices.units.map((unit) => choice(unit.id, unit.name[language], form.unitId)),
    kinds: eventKinds.map((kind) => choice(kind, t(`events.kind.${kind}`), form.kind)),
    zones: [...zones].map(([zone, city]) => choice(zone, city, form.zone)),
    releasers: people(form.releaserId),
    deputies: people(form.deputyId),
    problems: problems.map((problem) => problemSentence(problem, t)),
  };
}

const ownProblems: readonly EventProblem[] = [
  'title-missing',
  'place-missing',
  'unit-missing',
  'time-missing',
  'time-invalid',
  'time-skipped',
];

export function problemSentence(problem: EventProblem, t: Reader['t']): string {
  return t(`events.${ownProblems.includes(problem) ? 'problem' : 'refused'}.${problem}`);
}
