import { countCovered } from '../../actions/holds/count-covered.ts';
import { endHold } from '../../actions/holds/end-hold.ts';
import { startHold } from '../../actions/holds/start-hold.ts';
import type { EndRefusal, StartRefusal } from '../../domain/holds/decide-hold.ts';
import { setFlash } from '../flash.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, formText, idParam, queryText } from '../page-request.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { exemptOf, readTypedHold, scopeOfValue, untilOf } from './hold-form.ts';
import type { TypedHold } from './hold-form.ts';
import { reviewMany, reviewOne } from './review-handlers.ts';
import { sendConfirm, sendHold, sendHolds } from './send-holds.ts';

/** Holds: the list, the form that starts one, and the review list that its end leaves. */
export function holdRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.holds(), requires('delivery.read'), showHolds(deps)),
    route('post', urls.holds(), requires('hold.start'), start(deps)),
    route('get', urls.holdCoverage(), requires('hold.start'), count(deps)),
    route('get', urls.hold(':id'), requires('delivery.read'), showHold(deps)),
    route('post', urls.endedHold(':id'), requires('hold.end'), end(deps)),
    route('post', urls.holdReview(':id'), requires('delivery.settle'), reviewMany(deps)),
    route('post', urls.deliveryReview(':id'), requires('delivery.settle'), reviewOne(deps)),
  ];
}

const statuses: Record<StartRefusal | EndRefusal, ErrorStatus> = {
  forbidden: 403,
  'reason-missing': 422,
  'reason-too-long': 422,
  'scope-unknown': 422,
  'kind-not-here': 422,
  'no-exemptions': 422,
  'end-past': 422,
  'end-too-far': 422,
  'already-held': 409,
  'not-in-force': 409,
};

function showHolds(deps: WebDeps): Handler {
  return (req, res, page) => {
    const isFirst = queryText(req, 'typed') === '';
    const query = req.query as Record<string, string | string[] | undefined>;
    const typed = readTypedHold(query, deps.actions.holdRules, isFirst);
    return sendHolds(deps, res, page, typed);
  };
}

/** How many deliveries the hold in the form would cover: asked by its script. */
function count(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const query = req.query as Record<string, string | string[] | undefined>;
    const typed = readTypedHold(query, deps.actions.holdRules, false);
    const scope = scopeOfValue(typed.scope);
    const covered =
      scope === null
        ? null
        : await countCovered(deps.actions, {
            actor: page.actor,
            scope,
            exempt: exemptOf(typed, scope),
          });
    res
      .set('Cache-Control', 'private, no-store')
      .json({ sentence: covered === null ? '' : page.t('holds.covers', { count: covered }) });
  };
}

function start(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const fields = formFields(req);
    const typed = readTypedHold(fields, deps.actions.holdRules, false);
    const refuseWith = (reason: StartRefusal): Promise<void> =>
      sendHolds(deps, res, page, typed, {
        status: statuses[reason],
        refused: page.t(`holds.refused.${reason}`),
      });
    const scope = scopeOfValue(typed.scope);
    if (scope === null) return refuseWith('scope-unknown');
    const until = untilOf(typed);
    if (until === 'invalid') return refuseWith('end-past');
    if (typed.reason.trim() === '') return refuseWith('reason-missing');
    const isSure = formText(req, 'sure') === 'yes';
    if (scope.kind === 'everything' && !isSure) return confirm(deps, res, page, typed);
    const outcome = await startHold(deps.actions, {
      actor: page.actor,
      kind: typed.kind,
      scope,
      exempt: exemptOf(typed, scope),
      reason: typed.reason,
      until,
    });
    if (!outcome.ok) return refuseWith(outcome.reason);
    setFlash(req, 'good', 'holds.started');
    res.redirect(303, urls.hold(outcome.hold.id));
  };
}

async function confirm(
  deps: WebDeps,
  res: Parameters<Handler>[1],
  page: Parameters<Handler>[2],
  typed: TypedHold,
): Promise<void> {
  const scope = { kind: 'everything' } as const;
  const exempt = exemptOf(typed, scope);
  const covered = await countCovered(deps.actions, { actor: page.actor, scope, exempt });
  if (covered === null) {
    await sendHolds(deps, res, page, typed, {
      status: 403,
      refused: page.t('holds.refused.forbidden'),
    });
    return;
  }
  await sendConfirm(res, page, { ...typed, exempt }, covered);
}

function showHold(deps: WebDeps): Handler {
  return (req, res, page) =>
    sendHold(deps, res, page, idParam(req), { allChosen: queryText(req, 'chosen') === 'all' });
}

function end(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const holdId = idParam(req);
    const outcome = await endHold(deps.actions, { actor: page.actor, holdId });
    if (!outcome.ok) {
      await sendHold(deps, res, page, holdId, {
        status: statuses[outcome.reason],
        refused: page.t(`holds.refused.${outcome.reason}`),
      });
      return;
    }
    setFlash(req, 'good', outcome.toReview === 0 ? 'holds.ended' : 'holds.endedWithReview');
    res.redirect(303, urls.hold(holdId));
  };
}
