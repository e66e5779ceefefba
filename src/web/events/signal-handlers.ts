import type { Response } from 'express';
import { giveSignal } from '../../actions/events/give-signal.ts';
import { loadEvent } from '../../actions/events/load-event.ts';
import { isNamed } from '../../domain/events/signal.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, idParam, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { signalPage } from './signal-page.ts';

/** What goes out by the signal: first to read, then, at the second step, to confirm. */
export function showSignal(deps: WebDeps): Handler {
  return (req, res, page) =>
    sendSignal(deps, res, page, {
      eventId: idParam(req),
      step: queryText(req, 'step') === '2' ? 2 : 1,
      refused: null,
    });
}

/** Gives the signal. A second click, or a second tab, finds it given and is told so. */
export function answerSignal(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const eventId = idParam(req);
    const shown = formFields(req)['delivery'] ?? [];
    const outcome = await giveSignal(deps.actions, {
      eventId,
      actor: page.actor,
      shown: typeof shown === 'string' ? [shown] : shown,
    });
    if (outcome.ok || outcome.reason === 'already-given') {
      if (outcome.ok) setFlash(req, 'good', 'events.signal.given');
      res.redirect(303, urls.event(eventId));
      return;
    }
    if (outcome.reason === 'not-found') throw notFound('event');
    if (outcome.reason === 'forbidden' || outcome.reason === 'not-named')
      throw new HttpError(403, 'event.release');
    const refused = page.t(`events.refused.${outcome.reason}`);
    await sendSignal(deps, res, page, { eventId, step: 1, refused });
  };
}

async function sendSignal(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  { eventId, step, refused }: { eventId: string; step: 1 | 2; refused: string | null },
): Promise<void> {
  const facts = await loadEvent(deps.actions, { eventId, actor: page.actor });
  if (facts === null) throw notFound('event');
  if (!isNamed(facts.event, page.actor.personId)) throw new HttpError(403, 'not named');
  const reader = { ...page, limits: deps.actions.limits };
  await renderPage(res, 'events/signal', {
    title: page.t('events.signal.title'),
    page: signalPage(facts, { step, refused }, reader),
    current: 'events',
    status: refused === null ? 200 : 409,
  });
}
