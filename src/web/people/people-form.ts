import { z } from 'zod';
import { roles } from '../../domain/people/permission.ts';
import type { Role } from '../../domain/people/permission.ts';
import type { Grant, ReaderLanguage } from '../../domain/people/person.ts';
import type { PasswordProblem } from '../../domain/people/password-rule.ts';
import type { AddPersonRefusal } from '../../actions/people/add-person.ts';

type Form = Record<string, string | string[]>;

/** A row of roles as it was typed: either part may still be open. */
export type GrantRow = { role: Role | ''; unitId: string };

const MOST_ROWS = 40;

const text = (max: number): z.ZodType<string> => z.string().trim().max(max).catch('');
const one = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};
const list = (form: Form, name: string): string[] => {
  const value = form[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/** The rows in which something was chosen; `role` and `unit` come in the same order. */
export function readGrantRows(form: Form): GrantRow[] {
  const units = list(form, 'unit');
  return list(form, 'role')
    .slice(0, MOST_ROWS)
    .map((role, index) => ({
      role: roles.find((known) => known === role) ?? ('' as const),
      unitId: text(64).parse(units[index] ?? ''),
    }))
    .filter((row) => row.role !== '' || row.unitId !== '');
}

/** The rows as grants, each once; null when a row is only half filled. */
export function grantsOf(rows: readonly GrantRow[]): Grant[] | null {
  const grants = new Map<string, Grant>();
  for (const { role, unitId } of rows) {
    if (role === '' || unitId === '') return null;
    grants.set(`${role} ${unitId}`, { role, unitId });
  }
  return [...grants.values()];
}

export function readReportLanguages(form: Form): ReaderLanguage[] {
  const wanted = list(form, 'reports');
  return (['vi', 'en'] as const).filter((language) => wanted.includes(language));
}

export type PersonFields = {
  email: string;
  name: string;
  language: ReaderLanguage;
  rows: GrantRow[];
  reportLanguages: ReaderLanguage[];
};

export const emptyPerson: PersonFields = {
  email: '',
  name: '',
  language: 'vi',
  rows: [],
  reportLanguages: [],
};

export function readPersonFields(form: Form): PersonFields {
  return {
    email: text(254).parse(one(form, 'email')),
    name: text(120).parse(one(form, 'name')),
    language: one(form, 'language') === 'en' ? 'en' : 'vi',
    rows: readGrantRows(form),
    reportLanguages: readReportLanguages(form),
  };
}

/** A password as it was typed: spaces at its ends belong to it. */
export function readPassword(form: Form, name: string): string {
  return one(form, name).slice(0, 1000);
}

export type UnitFields = { key: string; vi: string; en: string; zone: string; parentKey: string };

export const emptyUnit: UnitFields = { key: '', vi: '', en: '', zone: '', parentKey: '' };

export function readUnitFields(form: Form): UnitFields {
  return {
    key: text(32).parse(one(form, 'key')).toLowerCase(),
    vi: text(200).parse(one(form, 'nameVi')),
    en: text(200).parse(one(form, 'nameEn')),
    zone: text(64).parse(one(form, 'zone')),
    parentKey: text(32).parse(one(form, 'parent')),
  };
}

export type PersonProblem = AddPersonRefusal | 'grant-half' | 'password-differs';

/** Beside which field a refusal is shown. */
export function fieldOfPerson(
  problem: PersonProblem,
): 'email' | 'name' | 'password' | 'again' | 'grants' {
  switch (problem) {
    case 'email-invalid':
    case 'email-taken':
      return 'email';
    case 'name-missing':
      return 'name';
    case 'password-too-short':
    case 'password-too-long':
      return 'password';
    case 'password-differs':
      return 'again';
    case 'forbidden':
    case 'grant-missing':
    case 'grant-half':
      return 'grants';
  }
}

export type PasswordRefusal =
  'wrong-password' | 'same-password' | 'password-differs' | PasswordProblem;
