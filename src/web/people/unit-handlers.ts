import type { Response } from 'express';
import { addUnit } from '../../actions/people/add-unit.ts';
import type { AddUnitRefusal } from '../../actions/people/add-unit.ts';
import { listUnitsForPeople } from '../../actions/people/list-people.ts';
import { setFlash } from '../flash.ts';
import { formFields } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { emptyUnit, readUnitFields } from './people-form.ts';
import type { UnitFields } from './people-form.ts';
import { unitsPage } from './people-page.ts';

export function showUnits(deps: WebDeps): Handler {
  return (_req, res, page) => sendUnits(deps, res, page, emptyUnit, null);
}

export function saveUnit(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const fields = readUnitFields(formFields(req));
    const result = await addUnit(deps.actions, {
      actor: page.actor,
      unit: {
        key: fields.key,
        name: { vi: fields.vi, en: fields.en },
        zone: fields.zone,
        parentKey: fields.parentKey,
      },
    });
    if (!result.ok) return sendUnits(deps, res, page, fields, result.reason);
    setFlash(req, 'good', 'people.units.added', { name: result.unit.name[page.language] });
    res.redirect(303, urls.units());
  };
}

async function sendUnits(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  fields: UnitFields,
  problem: AddUnitRefusal | null,
): Promise<void> {
  const units = await listUnitsForPeople(deps.actions, page.actor);
  await renderPage(res, 'people/units', {
    title: page.t('people.units.title'),
    page: unitsPage(units, page.language, fields, problem),
    current: 'people',
    status: statusOf(problem),
  });
}

function statusOf(problem: AddUnitRefusal | null): number {
  if (problem === null) return 200;
  if (problem === 'forbidden') return 403;
  return problem === 'key-taken' ? 409 : 422;
}
