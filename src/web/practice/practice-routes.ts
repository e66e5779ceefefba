import type { Response } from 'express';
import { readPractice } from '../../actions/practice/read-practice.ts';
import { startWalk, timeSteps } from '../../actions/practice/walk-time.ts';
import { setFlash } from '../flash.ts';
import { formatOf } from '../format.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildPracticePage } from './practice-page.ts';

/** How often the page is asked for again while time walks. */
const WALK_REFRESH_S = 2;

/** A live desk has no such pages: it answers as if they never were. */
export function practiceRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.practice(), requires('practice.control'), (_req, res, page) =>
      sendPractice(deps, res, page),
    ),
    route('post', urls.practiceTime(), requires('practice.control'), moveTime(deps)),
  ];
}

async function sendPractice(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  refused: string | null = null,
): Promise<void> {
  if (deps.mode !== 'practice') throw notFound();
  const [facts, people] = await Promise.all([readPractice(deps.actions), deps.demoPeople()]);
  const built = buildPracticePage(facts, { people, practiceUrl: deps.practiceUrl ?? null });
  await renderPage(res, 'practice/show', {
    title: page.t('practice.title'),
    page: { ...built, refused },
    current: 'practice',
    status: refused === null ? 200 : 409,
    ...(built.walk === null || refused !== null ? {} : { refreshAfter: WALK_REFRESH_S }),
  });
}

function moveTime(deps: WebDeps): Handler {
  return async (req, res, page) => {
    if (deps.mode !== 'practice') throw notFound();
    const step = timeSteps.find((one) => one === formText(req, 'step'));
    if (step === undefined) throw new HttpError(400, 'there is no such step of practice time');
    const outcome = await startWalk(deps.actions, { actor: page.actor, step });
    if (!outcome.ok) {
      await sendPractice(deps, res, page, page.t(`practice.refused.${outcome.reason}`));
      return;
    }
    setFlash(req, 'good', 'practice.walked', {
      to: formatOf(page.language).instant(outcome.to),
    });
    res.redirect(303, urls.practice());
  };
}
