import type { Request } from 'express';
import { listRecords } from '../../actions/records/list-records.ts';
import type { RecordsOf } from '../../actions/records/list-records.ts';
import { queryText } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { recordsPage } from './records-page.ts';

/** Far behind what anybody reads page by page. */
const LAST_PAGE = 10_000;

export function recordRoutes(deps: WebDeps): Route[] {
  return [route('get', urls.records(), requires('audit.read'), showRecords(deps))];
}

function showRecords(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const person = queryText(req, 'person');
    const records = await listRecords(deps.actions, page.actor, {
      of: recordsOf(person),
      page: pageNumber(req),
      language: page.language,
    });
    await renderPage(res, 'records/list', {
      title: page.t('records.title'),
      page: recordsPage(records, person, page),
      current: 'records',
    });
  };
}

function recordsOf(person: string): RecordsOf {
  if (person === '') return 'everybody';
  return person === 'the-desk' ? 'the-desk' : { personId: person };
}

function pageNumber(req: Request): number {
  const asked = Number(queryText(req, 'page'));
  return Number.isInteger(asked) && asked >= 1 && asked <= LAST_PAGE ? asked : 1;
}
