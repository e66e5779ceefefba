import type { Response } from 'express';
import { cancelEvent, endEvent, reviveEvent } from '../../actions/events/cancel-event.ts';
import { listEvents } from '../../actions/events/list-events.ts';
import { loadEvent, previewSlip } from '../../actions/events/load-event.ts';
import { slipEvent, undoSlip } from '../../actions/events/slip-event.ts';
import type { SlipOutcome } from '../../actions/events/slip-event.ts';
import type { EventRefusal } from '../../domain/events/decide-event.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formText, idParam, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { problemSentence, readStart } from './event-form.ts';
import type { EventProblem } from './event-form.ts';
import { eventPage } from './event-page.ts';
import { eventsPage } from './events-page.ts';
import { saveEdited, savePlanned, showEditEvent, showNewEvent } from './plan-handlers.ts';
import { answerSignal, showSignal } from './signal-handlers.ts';
import { slipPage } from './slip-page.ts';

export function eventRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.events(), requires('event.read'), showEvents(deps)),
    route('get', urls.newEvent(), requires('event.manage'), showNewEvent(deps)),
    route('post', urls.events(), requires('event.manage'), savePlanned(deps)),
    route('get', urls.event(':id'), requires('event.read'), showEvent(deps)),
    route('get', urls.editEvent(':id'), requires('event.manage'), showEditEvent(deps)),
    route('post', urls.editEvent(':id'), requires('event.manage'), saveEdited(deps)),
    route('get', urls.slip(':id'), requires('event.manage'), showSlip(deps)),
    route('post', urls.slip(':id'), requires('event.manage'), slip(deps)),
    route('post', urls.undoneSlip(':id'), requires('event.manage'), undo(deps)),
    route('post', urls.eventCancellation(':id'), requires('event.manage'), change(deps, 'cancel')),
    route('post', urls.eventRevival(':id'), requires('event.manage'), change(deps, 'revive')),
    route('post', urls.eventEnd(':id'), requires('event.manage'), change(deps, 'end')),
    route('get', urls.signal(':id'), requires('event.release'), showSignal(deps)),
    route('post', urls.signal(':id'), requires('event.release'), answerSignal(deps)),
  ];
}

function showEvents(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const found = await listEvents(deps.actions, page.actor);
    await renderPage(res, 'events/list', {
      title: page.t('events.title'),
      page: eventsPage(found, page),
      current: 'events',
    });
  };
}

function showEvent(deps: WebDeps): Handler {
  return (req, res, page) => sendEvent(deps, res, page, idParam(req));
}

/** The page of an event; with a refusal, what was asked and why it was not done. */
async function sendEvent(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  eventId: string,
  refusal: EventProblem | null = null,
): Promise<void> {
  if (refusal === 'forbidden') throw new HttpError(403, 'event.manage');
  const facts = await loadEvent(deps.actions, { eventId, actor: page.actor });
  if (facts === null) throw notFound('event');
  const refused = refusal === null ? null : problemSentence(refusal, page.t);
  const built = eventPage(facts, page, refused);
  await renderPage(res, 'events/show', {
    title: built.title,
    page: built,
    current: 'events',
    status: refusal === null ? 200 : statusOf(refusal),
  });
}

function statusOf(refusal: EventProblem): number {
  const lost: readonly EventProblem[] = ['stale', 'cancelled', 'over', 'not-cancelled'];
  return lost.includes(refusal) ? 409 : 422;
}

/** What the typed start would do, before it is confirmed. */
function showSlip(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const facts = await loadEvent(deps.actions, { eventId, actor: page.actor });
    if (facts === null) throw notFound('event');
    const startsAt = readStart(queryText(req, 'startsAt'), facts.event.zone);
    const problem = problemOfStart(startsAt, facts.event.startsAt, page.now);
    if (typeof startsAt === 'string' || problem !== null) {
      await sendEvent(deps, res, page, eventId, problem);
      return;
    }
    const preview = await previewSlip(deps.actions, { eventId, actor: page.actor, startsAt });
    if (preview === null) throw notFound('event');
    await renderPage(res, 'events/slip', {
      title: page.t('events.slip.previewTitle'),
      page: slipPage(preview, startsAt, page),
      current: 'events',
    });
  };
}

function problemOfStart(
  startsAt: Date | EventProblem,
  present: Date,
  now: Date,
): EventProblem | null {
  if (typeof startsAt === 'string') return startsAt;
  if (startsAt <= now) return 'start-past';
  return startsAt.getTime() === present.getTime() ? 'same-start' : null;
}

function slip(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const { actor } = page;
    const facts = await loadEvent(deps.actions, { eventId, actor });
    if (facts === null) throw notFound('event');
    const startsAt = readStart(formText(req, 'startsAt'), facts.event.zone);
    if (typeof startsAt === 'string') {
      await sendEvent(deps, res, page, eventId, startsAt);
      return;
    }
    const version = versionOf(formText(req, 'version'));
    const outcome = await slipEvent(deps.actions, { eventId, actor, version, startsAt });
    if (outcome.ok) setFlash(req, 'good', 'events.slip.done', countsOf(outcome));
    await answer(deps, res, page, eventId, outcome);
  };
}

function undo(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const version = versionOf(formText(req, 'version'));
    const outcome = await undoSlip(deps.actions, { eventId, actor: page.actor, version });
    if (outcome.ok) setFlash(req, 'good', 'events.slip.done', countsOf(outcome));
    await answer(deps, res, page, eventId, outcome);
  };
}

function countsOf({ lines }: Extract<SlipOutcome, { ok: true }>): Record<string, string> {
  const moved = lines.filter(({ effect }) => effect === 'slips' || effect === 'returns');
  const asks = lines.filter(({ effect }) => effect === 'asks' || effect === 'signal-lapses');
  return { slipped: String(moved.length), asks: String(asks.length) };
}

const changes = {
  cancel: { run: cancelEvent, flash: 'events.cancel.done' },
  revive: { run: reviveEvent, flash: 'events.cancel.revived' },
  end: { run: endEvent, flash: 'events.cancel.ended' },
} as const;

function change(deps: WebDeps, kind: keyof typeof changes): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const { run, flash } = changes[kind];
    const outcome = await run(deps.actions, { eventId, actor: page.actor });
    if (outcome.ok) setFlash(req, 'good', flash);
    await answer(deps, res, page, eventId, outcome);
  };
}

async function answer(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  eventId: string,
  outcome: { ok: true } | { ok: false; reason: EventRefusal | 'not-found' },
): Promise<void> {
  if (outcome.ok) {
    res.redirect(303, urls.event(eventId));
    return;
  }
  await sendEvent(deps, res, page, eventId, outcome.reason);
}

function versionOf(typed: string): number {
  return /^\d{1,9}$/.test(typed) ? Number(typed) : -1;
}
