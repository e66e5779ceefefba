import type { AddUnitRefusal } from '../../actions/people/add-unit.ts';
import type { ChangePersonRefusal } from '../../actions/people/change-person.ts';
import type { LoadedPerson, PeopleList } from '../../actions/people/list-people.ts';
import { permissions, rolePermissions, roles } from '../../domain/people/permission.ts';
import type { Permission, Role } from '../../domain/people/permission.ts';
import type { Person, ReaderLanguage } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { HANOI } from '../../domain/time/zones.ts';
import { fieldOfPerson } from './people-form.ts';
import type { GrantRow, PersonFields, PersonProblem, UnitFields } from './people-form.ts';

/** What somebody may do, in words: roles under the unit in which they hold. */
export type GrantWords = { unitName: string; roles: Role[] };

export type PersonRow = {
  id: string;
  name: string;
  email: string;
  state: Person['state'];
  grants: GrantWords[];
  reportLanguages: ReaderLanguage[];
};

export type PeoplePage = { people: PersonRow[]; search: string; mayAdd: boolean };

type Choice = { value: string; label: string };

export type GrantsForm = { rows: GrantRow[]; units: Choice[] };

/** Rows that stay open for what is added without a script. */
const OPEN_ROWS = 2;

export type PersonPage = {
  person: PersonRow & { language: ReaderLanguage; createdAt: Date };
  mayChange: LoadedPerson['mayChange'];
  form: GrantsForm;
  reportLanguages: ReaderLanguage[];
  refusal: ChangePersonRefusal | 'grant-half' | 'not-confirmed' | null;
};

export type NewPersonPage = {
  fields: PersonFields;
  form: GrantsForm;
  problem: { code: PersonProblem; field: ReturnType<typeof fieldOfPerson> } | null;
};

export type UnitsPage = {
  units: { key: string; name: string; other: string; zone: string; depth: number }[];
  parents: Choice[];
  zones: string[];
  fields: UnitFields;
  problem: AddUnitRefusal | null;
};

export type RolesPage = {
  roles: readonly Role[];
  rows: { permission: Permission; may: boolean[] }[];
};

export function peoplePage(list: PeopleList, search: string, language: ReaderLanguage): PeoplePage {
  return {
    people: list.people.map((person) => rowOf(person, list.units, language)),
    search,
    mayAdd: list.mayAdd,
  };
}

export function personPage(
  loaded: LoadedPerson,
  language: ReaderLanguage,
  typed: { rows: GrantRow[]; reportLanguages: ReaderLanguage[] } | null = null,
  refusal: PersonPage['refusal'] = null,
): PersonPage {
  const { person, units, manageable } = loaded;
  return {
    person: {
      ...rowOf(person, units, language),
      language: person.language,
      createdAt: person.createdAt,
    },
    mayChange: loaded.mayChange,
    form: grantsForm(typed?.rows ?? person.grants, manageable, language),
    reportLanguages: typed?.reportLanguages ?? person.reportLanguages,
    refusal,
  };
}

export function newPersonPage(
  fields: PersonFields,
  manageable: readonly Unit[],
  language: ReaderLanguage,
  problem: PersonProblem | null = null,
): NewPersonPage {
  return {
    fields,
    form: grantsForm(fields.rows, manageable, language),
    problem: problem === null ? null : { code: problem, field: fieldOfPerson(problem) },
  };
}

export function unitsPage(
  given: { units: readonly Unit[]; manageable: readonly Unit[] },
  language: ReaderLanguage,
  fields: UnitFields,
  problem: AddUnitRefusal | null = null,
): UnitsPage {
  const other = language === 'vi' ? 'en' : 'vi';
  const depthOf = (unit: Unit): number => {
    const parent = given.units.find((one) => one.id === unit.parentId);
    return parent === undefined || parent.id === unit.id ? 0 : depthOf(parent) + 1;
  };
  return {
    units: inTreeOrder(given.units).map((unit) => ({
      key: unit.key,
      name: unit.name[language],
      other: unit.name[other],
      zone: unit.zone,
      depth: depthOf(unit),
    })),
    parents: given.manageable.map((unit) => ({ value: unit.key, label: unit.name[language] })),
    zones: knownZones(),
    fields,
    problem,
  };
}

/** The zones that a unit may choose from; browsers and servers name ours after its older city. */
function knownZones(): string[] {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) =>
    zone === 'Asia/Saigon' ? HANOI : zone,
  );
  return [...new Set(zones)].sort();
}

/** Who may do what, straight from the vocabulary that the desk itself asks. */
export function rolesPage(): RolesPage {
  return {
    roles,
    rows: permissions.map((permission) => ({
      permission,
      may: roles.map((role) => rolePermissions[role].includes(permission)),
    })),
  };
}

function grantsForm(
  rows: readonly GrantRow[],
  manageable: readonly Unit[],
  language: ReaderLanguage,
): GrantsForm {
  const open = Array.from({ length: OPEN_ROWS }, (): GrantRow => ({ role: '', unitId: '' }));
  return {
    rows: [...rows.map(({ role, unitId }) => ({ role, unitId })), ...open],
    units: manageable.map((unit) => ({ value: unit.id, label: unit.name[language] })),
  };
}

function rowOf(person: Person, units: readonly Unit[], language: ReaderLanguage): PersonRow {
  const unitIds = [...new Set(person.grants.map(({ unitId }) => unitId))];
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    state: person.state,
    grants: unitIds.map((unitId) => ({
      unitName: units.find((unit) => unit.id === unitId)?.name[language] ?? unitId,
      roles: person.grants.filter((grant) => grant.unitId === unitId).map(({ role }) => role),
    })),
    reportLanguages: person.reportLanguages,
  };
}

/** Each unit followed by what is below it; a unit whose parent is not shown stands at the top. */
function inTreeOrder(units: readonly Unit[]): Unit[] {
  const known = new Set(units.map((unit) => unit.id));
  const below = (parentId: string): Unit[] =>
    units
      .filter((unit) => unit.parentId === parentId && unit.id !== parentId)
      .flatMap((unit) => [unit, ...below(unit.id)]);
  return units
    .filter((unit) => unit.parentId === null || !known.has(unit.parentId))
    .flatMap((unit) => [unit, ...below(unit.id)]);
}
