import type { Request, Response } from 'express';
import { changePerson } from '../../actions/people/change-person.ts';
import type { PersonChange } from '../../actions/people/change-person.ts';
import { loadPerson } from '../../actions/people/list-people.ts';
import type { LoadedPerson } from '../../actions/people/list-people.ts';
import { setFlash } from '../flash.ts';
import { notFound } from '../http-error.ts';
import { formFields, formText, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { grantsOf, readGrantRows, readReportLanguages } from './people-form.ts';
import { personPage } from './people-page.ts';
import type { PersonPage } from './people-page.ts';

type Typed = Parameters<typeof personPage>[2];

export function showPerson(deps: WebDeps): Handler {
  return async (req, res, page) => {
    await sendPerson(res, page, await findPerson(deps, req, page));
  };
}

export function saveGrants(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await findPerson(deps, req, page);
    const form = formFields(req);
    const typed = { rows: readGrantRows(form), reportLanguages: readReportLanguages(form) };
    const grants = grantsOf(typed.rows);
    if (grants === null) return sendPerson(res, page, loaded, typed, 'grant-half');
    const { state } = loaded.person;
    const change = { grants, reportLanguages: typed.reportLanguages, state };
    await save(deps, { req, res, page, loaded }, change, 'people.changed', typed);
  };
}

/** The grants stay written, so that the page still says what somebody who left could do. */
export function endAccess(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await findPerson(deps, req, page);
    if (formText(req, 'confirm') !== 'yes') {
      return sendPerson(res, page, loaded, null, 'not-confirmed');
    }
    const change = { ...loaded.person, state: 'left' as const };
    await save(deps, { req, res, page, loaded }, change, 'people.departed');
  };
}

export function giveAccessAgain(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await findPerson(deps, req, page);
    const change = { ...loaded.person, state: 'active' as const };
    await save(deps, { req, res, page, loaded }, change, 'people.reinstated');
  };
}

async function save(
  deps: WebDeps,
  at: { req: Request; res: Response; page: PageRequest; loaded: LoadedPerson },
  { grants, reportLanguages, state }: PersonChange,
  done: string,
  typed: Typed = null,
): Promise<void> {
  const { person } = at.loaded;
  const result = await changePerson(deps.actions, {
    actor: at.page.actor,
    personId: person.id,
    change: { grants, reportLanguages, state },
  });
  if (!result.ok) return sendPerson(at.res, at.page, at.loaded, typed, result.reason);
  setFlash(at.req, 'good', done, { name: person.name });
  at.res.redirect(303, urls.person(person.id));
}

async function findPerson(deps: WebDeps, req: Request, page: PageRequest): Promise<LoadedPerson> {
  const loaded = await loadPerson(deps.actions, page.actor, idParam(req));
  if (loaded === null) throw notFound('person');
  return loaded;
}

function sendPerson(
  res: Response,
  page: PageRequest,
  loaded: LoadedPerson,
  typed: Typed = null,
  refusal: PersonPage['refusal'] = null,
): Promise<void> {
  return renderPage(res, 'people/show', {
    title: loaded.person.name,
    page: personPage(loaded, page.language, typed, refusal),
    current: 'people',
    status: statusOf(refusal),
  });
}

function statusOf(refusal: PersonPage['refusal']): number {
  if (refusal === null) return 200;
  return refusal === 'forbidden' || refusal === 'own-grants' ? 403 : 422;
}
