import type { Request, Response } from 'express';
import { loadBudgets } from '../../actions/budget/load-budgets.ts';
import { endAppPause, setLimits } from '../../actions/budget/set-limits.ts';
import type { LimitsRefusal } from '../../actions/budget/set-limits.ts';
import { microsOf } from '../../domain/budget/price.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { budgetPage } from './budget-page.ts';
import type { TypedLimits } from './budget-page.ts';

/** What posting costs, and the limits that an administrator sets. */
export function budgetRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.budget(), requires('channel.read'), showBudget(deps)),
    route('post', urls.budgetLimits(':app'), requires('channel.manage'), saveLimits(deps)),
    route('post', urls.budgetPause(':app'), requires('channel.manage'), endPause(deps)),
  ];
}

function showBudget(deps: WebDeps): Handler {
  return (_req, res, page) => sendBudget(deps, res, page, null);
}

function saveLimits(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const typed = typedLimits(req);
    const cap = amountOf(typed.cap);
    const shares = Object.entries(typed.shares).map(
      ([channelId, text]) => [channelId, amountOf(text)] as const,
    );
    if (cap === 'wrong' || shares.some(([, amount]) => amount === 'wrong')) {
      await sendBudget(deps, res, page, typed);
      return;
    }
    const outcome = await setLimits(deps.actions, {
      actor: page.actor,
      app: typed.app,
      capMicros: cap,
      shares: Object.fromEntries(
        shares.flatMap(([id, amount]) => (typeof amount === 'number' ? [[id, amount]] : [])),
      ),
    });
    if (!outcome.ok) throw refusalError(outcome.reason);
    setFlash(req, 'good', 'budget.saved');
    res.redirect(303, urls.budget());
  };
}

function endPause(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const app = idParam(req, 'app');
    const outcome = await endAppPause(deps.actions, { actor: page.actor, app });
    if (!outcome.ok && outcome.reason !== 'not-paused') throw refusalError(outcome.reason);
    setFlash(req, 'good', 'budget.resumed');
    res.redirect(303, urls.budget());
  };
}

function refusalError(reason: LimitsRefusal): HttpError {
  return reason === 'forbidden'
    ? new HttpError(403, 'only who manages every channel of an app sets its limits')
    : notFound('app');
}

function typedLimits(req: Request): TypedLimits {
  const fields = formFields(req);
  const shares = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('share.') && typeof value === 'string' ? [[name.slice(6), value]] : [],
  );
  const cap = fields['cap'];
  return {
    app: idParam(req, 'app'),
    cap: typeof cap === 'string' ? cap : '',
    shares: Object.fromEntries(shares) as Record<string, string>,
  };
}

const MOST_USD = 1_000_000;

/** An amount in US dollars as people type it, `12,5` or `12.5`; null when nothing is typed. */
function amountOf(text: string): number | null | 'wrong' {
  const plain = text.trim().replace(',', '.');
  if (plain === '') return null;
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(plain)) return 'wrong';
  const usd = Number(plain);
  return usd > MOST_USD ? 'wrong' : microsOf(usd);
}

async function sendBudget(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  typed: TypedLimits | null,
): Promise<void> {
  const budgets = await loadBudgets(deps.actions, page.actor);
  await renderPage(res, 'budget/show', {
    title: page.t('budget.title'),
    page: budgetPage(budgets, page.t, typed),
    current: 'budget',
    status: typed === null ? 200 : 422,
  });
}
