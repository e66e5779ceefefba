import type { Response } from 'express';
import { addPerson } from '../../actions/people/add-person.ts';
import { listPeople, listUnitsForPeople } from '../../actions/people/list-people.ts';
import { setFlash } from '../flash.ts';
import { formFields, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route, signedIn } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { createSignInLimits } from '../sessions/sign-in-limits.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { savePassword, showPassword } from './own-password.ts';
import { emptyPerson, grantsOf, readPassword, readPersonFields } from './people-form.ts';
import type { PersonFields, PersonProblem } from './people-form.ts';
import { newPersonPage, peoplePage, rolesPage } from './people-page.ts';
import { endAccess, giveAccessAgain, saveGrants, showPerson } from './person-handlers.ts';
import { saveUnit, showUnits } from './unit-handlers.ts';

export function peopleRoutes(deps: WebDeps): Route[] {
  const limits = createSignInLimits(deps);
  return [
    route('get', urls.people(), requires('person.read'), showPeople(deps)),
    route('get', urls.newPerson(), requires('person.manage'), showNewPerson(deps)),
    route('post', urls.people(), requires('person.manage'), savePerson(deps)),
    route('get', urls.roles(), requires('person.read'), showRoles),
    route('get', urls.ownPassword(), signedIn, showPassword),
    route('post', urls.ownPassword(), signedIn, savePassword(deps, limits)),
    route('get', urls.units(), requires('person.read'), showUnits(deps)),
    route('post', urls.units(), requires('person.manage'), saveUnit(deps)),
    route('get', urls.person(':id'), requires('person.read'), showPerson(deps)),
    route('post', urls.grants(':id'), requires('person.manage'), saveGrants(deps)),
    route('post', urls.departure(':id'), requires('person.manage'), endAccess(deps)),
    route('post', urls.reinstatement(':id'), requires('person.manage'), giveAccessAgain(deps)),
  ];
}

function showPeople(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const search = queryText(req, 'q');
    const list = await listPeople(deps.actions, page.actor, search);
    await renderPage(res, 'people/list', {
      title: page.t('people.title'),
      page: peoplePage(list, search, page.language),
      current: 'people',
    });
  };
}

const showRoles: Handler = (_req, res, page) =>
  renderPage(res, 'people/roles', {
    title: page.t('people.roles.title'),
    page: rolesPage(),
    current: 'people',
  });

function showNewPerson(deps: WebDeps): Handler {
  return (_req, res, page) => sendNewPerson(deps, res, page, emptyPerson, null);
}

function savePerson(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const form = formFields(req);
    const fields = readPersonFields(form);
    const password = readPassword(form, 'password');
    const grants = grantsOf(fields.rows);
    if (grants === null) return sendNewPerson(deps, res, page, fields, 'grant-half');
    if (password !== readPassword(form, 'passwordAgain')) {
      return sendNewPerson(deps, res, page, fields, 'password-differs');
    }
    const { rows: _rows, ...person } = fields;
    const result = await addPerson(deps.actions, {
      actor: page.actor,
      person: { ...person, password, grants },
    });
    if (!result.ok) return sendNewPerson(deps, res, page, fields, result.reason);
    setFlash(req, 'good', 'people.added', { name: result.person.name });
    res.redirect(303, urls.person(result.person.id));
  };
}

async function sendNewPerson(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  fields: PersonFields,
  problem: PersonProblem | null,
): Promise<void> {
  const { manageable } = await listUnitsForPeople(deps.actions, page.actor);
  await renderPage(res, 'people/new', {
    title: page.t('people.new.title'),
    page: newPersonPage(fields, manageable, page.language, problem),
    current: 'people',
    status: problem === null ? 200 : problem === 'forbidden' ? 403 : 422,
  });
}
