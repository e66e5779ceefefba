import { loadToday } from '../../actions/people/load-today.ts';
import { renderPage } from '../render-page.ts';
import { route, signedIn } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildTodayPage } from './today-page.ts';

/** What waits, what goes out and what went wrong: each person sees their own. */
export function todayRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.today(), signedIn, async (_req, res, page) => {
      const facts = await loadToday(deps.actions, page.actor);
      await renderPage(res, 'today/show', {
        title: page.t('nav.today'),
        page: buildTodayPage(facts, page, deps.actions.catalogue),
        current: 'today',
      });
    }),
  ];
}
