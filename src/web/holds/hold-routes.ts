import type { Response } from 'express';
import { endHold, startHold } from '../../actions/holds/hold-everything.ts';
import type { HoldRefusal } from '../../actions/holds/hold-everything.ts';
import { sendQueue } from '../deliveries/send-queue.ts';
import { setFlash } from '../flash.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formText, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';

/** The hold over everything: a button of the queue. */
export function holdRoutes(deps: WebDeps): Route[] {
  return [
    route('post', urls.holds(), requires('hold.start'), start(deps)),
    route('post', urls.endedHold(':id'), requires('hold.end'), end(deps)),
  ];
}

const statuses: Record<HoldRefusal, ErrorStatus> = {
  forbidden: 403,
  'reason-missing': 422,
  'already-held': 409,
  'not-in-force': 409,
};

function start(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const reason = formText(req, 'reason').slice(0, 500);
    const outcome = await startHold(deps.actions, { actor: page.actor, reason });
    if (outcome.ok) {
      setFlash(req, 'good', 'holds.started');
      res.redirect(303, urls.queue());
      return;
    }
    await sendRefusal(deps, res, page, { reason: outcome.reason, typed: reason });
  };
}

function end(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const outcome = await endHold(deps.actions, { actor: page.actor, holdId: idParam(req) });
    if (outcome.ok) {
      setFlash(req, 'good', 'holds.ended');
      res.redirect(303, urls.queue());
      return;
    }
    await sendRefusal(deps, res, page, { reason: outcome.reason, typed: null });
  };
}

/** The queue again, with the sentence of the refusal and the reason that was typed. */
async function sendRefusal(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  refusal: { reason: HoldRefusal; typed: string | null },
): Promise<void> {
  await sendQueue(
    deps,
    res,
    page,
    { filter: 'open', page: 1 },
    {
      status: statuses[refusal.reason],
      refused: page.t(`holds.refused.${refusal.reason}`),
      holdReason: refusal.typed,
    },
  );
}
