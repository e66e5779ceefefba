import type { Response } from 'express';
import { loadEvent, loadEventChoices } from '../../actions/events/load-event.ts';
import { editEvent, planEvent } from '../../actions/events/plan-event.ts';
import { can } from '../../domain/people/person.ts';
import { HANOI, addDays, dayOf } from '../../domain/time/zones.ts';
import { newId } from '../../lib/ids.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { eventFormPage, formOfEvent, problemsOf, readEventForm, readStart } from './event-form.ts';
import type { EventForm, EventProblem } from './event-form.ts';

/** An empty form: tomorrow at nine in the person's own unit. */
export function showNewEvent(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const choices = await loadEventChoices(deps.actions, page.actor);
    const [unit] = choices.units;
    const form = readEventForm({
      eventId: newId(),
      unitId: unit?.id ?? '',
      zone: unit?.zone ?? HANOI,
      startsAt: `${addDays(dayOf(page.now), 1)}T09:00`,
    });
    await sendForm(deps, res, page, { form, isNew: true, problems: [] });
  };
}

export function savePlanned(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const form = readEventForm(formFields(req));
    const startsAt = readStart(form.startsAt, form.zone);
    const problems: EventProblem[] = problemsOf(form);
    if (typeof startsAt === 'string') problems.push(startsAt);
    if (problems.length > 0 || typeof startsAt === 'string' || form.eventId === null) {
      await sendForm(deps, res, page, { form, isNew: true, problems });
      return;
    }
    const planned = await planEvent(deps.actions, {
      ...fieldsOf(form),
      actor: page.actor,
      eventId: form.eventId,
      unitId: form.unitId,
      startsAt,
    });
    if (!planned.ok) {
      if (planned.reason === 'forbidden') throw new HttpError(403, 'event.manage');
      await sendForm(deps, res, page, { form, isNew: true, problems: [planned.reason] });
      return;
    }
    setFlash(req, 'good', 'events.form.planned');
    res.redirect(303, urls.event(planned.event.id));
  };
}

export function showEditEvent(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const facts = await loadEvent(deps.actions, { eventId: idParam(req), actor: page.actor });
    if (facts === null) throw notFound('event');
    if (!can(page.actor, 'event.manage', facts.event.unitId))
      throw new HttpError(403, 'event.manage');
    const form = formOfEvent(facts.event);
    await sendForm(deps, res, page, { form, isNew: false, problems: [] });
  };
}

export function saveEdited(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const facts = await loadEvent(deps.actions, { eventId, actor: page.actor });
    if (facts === null) throw notFound('event');
    const form = { ...readEventForm(formFields(req)), eventId, unitId: facts.event.unitId };
    const problems: EventProblem[] = problemsOf(form);
    if (problems.length === 0) {
      const edited = await editEvent(deps.actions, {
        ...fieldsOf(form),
        // Its clock is the one that its start was set by: a move changes both on its own page.
        zone: facts.event.zone,
        actor: page.actor,
        eventId,
        version: form.version,
      });
      if (edited.ok) {
        setFlash(req, 'good', 'events.form.changed');
        res.redirect(303, urls.event(eventId));
        return;
      }
      if (edited.reason === 'forbidden') throw new HttpError(403, 'event.manage');
      problems.push(edited.reason);
    }
    const version = problems.includes('stale') ? facts.event.version : form.version;
    await sendForm(deps, res, page, { form: { ...form, version }, isNew: false, problems });
  };
}

function fieldsOf({ kind, titleVi, titleEn, place, zone, releaserId, deputyId }: EventForm) {
  return { kind, title: { vi: titleVi, en: titleEn }, place, zone, releaserId, deputyId };
}

async function sendForm(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  state: { form: EventForm; isNew: boolean; problems: EventProblem[] },
): Promise<void> {
  const choices = await loadEventChoices(deps.actions, page.actor);
  await renderPage(res, 'events/edit', {
    title: page.t(state.isNew ? 'events.form.new' : 'events.form.edit'),
    page: eventFormPage(state, choices, page),
    current: 'events',
    status: state.problems.length === 0 ? 200 : state.problems.includes('stale') ? 409 : 422,
  });
}
