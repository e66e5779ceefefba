import { termCategories } from '../lexicon/term.ts';
import { keyFrom } from './reference.ts';
import type { ReferenceEntry, ReferenceSet } from './reference.ts';

/** How a field of an entry is typed: `lines` holds one value a line. */
export type EntryField = {
  name: string;
  kind: 'text' | 'lines' | 'date' | 'choice' | 'rows';
  isRequired?: true;
  choices?: readonly string[];
  /** What stands in the columns of each row, parted by `|`. */
  columns?: readonly string[];
};

/** The fields of each set, in the order of the form. */
export const entryFields: Record<ReferenceSet, readonly EntryField[]> = {
  terms: [
    { name: 'category', kind: 'choice', isRequired: true, choices: termCategories },
    { name: 'vi', kind: 'text', isRequired: true },
    { name: 'en', kind: 'text', isRequired: true },
    { name: 'accept.vi', kind: 'lines' },
    { name: 'accept.en', kind: 'lines' },
    { name: 'avoid.vi', kind: 'lines' },
    { name: 'avoid.en', kind: 'lines' },
    { name: 'avoidFrom', kind: 'date' },
    { name: 'severity', kind: 'choice', choices: ['', 'warn', 'hint'] },
    { name: 'confidence', kind: 'choice', isRequired: true, choices: ['A', 'B'] },
    { name: 'source', kind: 'text', isRequired: true },
  ],
  people: [
    { name: 'vi', kind: 'text', isRequired: true },
    { name: 'en', kind: 'text', isRequired: true },
    { name: 'gender', kind: 'choice', isRequired: true, choices: ['f', 'm'] },
    { name: 'held', kind: 'rows', columns: ['post', 'from', 'to', 'confidence', 'source'] },
  ],
  posts: [
    { name: 'vi', kind: 'lines', isRequired: true },
    { name: 'en', kind: 'lines', isRequired: true },
    { name: 'rank', kind: 'text' },
    { name: 'isSingle', kind: 'choice', choices: ['', 'yes'] },
  ],
  partners: [
    { name: 'code', kind: 'text', isRequired: true },
    { name: 'vi', kind: 'lines', isRequired: true },
    { name: 'en', kind: 'lines', isRequired: true },
    { name: 'labels', kind: 'rows', columns: ['level', 'from', 'confidence'] },
  ],
  days: [
    { name: 'vi', kind: 'text', isRequired: true },
    { name: 'en', kind: 'text', isRequired: true },
    { name: 'firstDay', kind: 'date', isRequired: true },
    { name: 'from', kind: 'date', isRequired: true },
    { name: 'days', kind: 'text', isRequired: true },
    { name: 'source', kind: 'text', isRequired: true },
  ],
};

export type FieldFault = {
  field: string;
  code: 'missing' | 'date' | 'number' | 'choice' | 'country';
};

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const MOST_DAYS = 30;

/** Reads typed fields into an entry, or names every field that is at fault. */
export function readEntry(
  set: ReferenceSet,
  typed: Readonly<Record<string, string>>,
  current: ReferenceEntry | undefined,
): { ok: true; entry: ReferenceEntry } | { ok: false; faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const entry: ReferenceEntry = {};
  for (const field of entryFields[set]) {
    const text = (typed[field.name] ?? '').normalize('NFC').trim();
    const fault = faultOf(field, text);
    if (fault !== null) faults.push({ field: field.name, code: fault });
    else if (text !== '') setAt(entry, field.name, valueOf(field, text));
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, entry: completed(set, entry, current) };
}

/** An entry as the fields of its form show it. */
export function typedOf(set: ReferenceSet, entry: ReferenceEntry): Record<string, string> {
  return Object.fromEntries(
    entryFields[set].map((field) => [field.name, textOf(field, at(entry, field.name))]),
  );
}

function faultOf(field: EntryField, text: string): FieldFault['code'] | null {
  if (text === '') return field.isRequired === true ? 'missing' : null;
  if (field.kind === 'choice' && field.choices?.includes(text) !== true) return 'choice';
  if (field.kind === 'date' && !DAY.test(text)) return 'date';
  if (field.name === 'code' && !/^[A-Za-z]{2}$/.test(text)) return 'country';
  if (field.name === 'rank' || field.name === 'days') {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > MOST_DAYS) return 'number';
  }
  if (field.kind === 'rows') return rowsFault(field, text);
  return null;
}

function rowsFault(field: EntryField, text: string): FieldFault['code'] | null {
  for (const row of rowsOf(field, text)) {
    if (row[field.columns?.[0] ?? ''] === undefined) return 'missing';
    if ([row['from'], row['to']].some((day) => day !== undefined && !DAY.test(day))) return 'date';
    if (row['confidence'] !== undefined && row['confidence'] !== 'B') return 'choice';
  }
  return null;
}

function valueOf(field: EntryField, text: string): unknown {
  if (field.kind === 'lines') return linesOf(text);
  if (field.kind === 'rows') return rowsOf(field, text);
  if (field.name === 'rank' || field.name === 'days') return Number(text);
  if (field.name === 'isSingle') return true;
  return field.name === 'code' ? text.toUpperCase() : text;
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Empty columns are left out. */
function rowsOf(field: EntryField, text: string): Record<string, string>[] {
  return linesOf(text).map((line) => {
    const parts = line.split('|').map((part) => part.trim());
    const named = (field.columns ?? []).map((column, n) => [column, parts[n] ?? ''] as const);
    return Object.fromEntries(named.filter(([, value]) => value !== ''));
  });
}

/** What the form does not show stays as it was, and a new entry gets its name. */
function completed(
  set: ReferenceSet,
  entry: ReferenceEntry,
  current: ReferenceEntry | undefined,
): ReferenceEntry {
  const names = new Set(entryFields[set].map(({ name }) => name.split('.')[0]));
  const kept = Object.fromEntries(
    Object.entries(current ?? {}).filter(([name]) => !names.has(name)),
  );
  const isNamed = set === 'terms' || set === 'posts';
  const { en } = entry as { en?: string | string[] };
  const english = Array.isArray(en) ? en[0] : en;
  const id = isNamed && kept['id'] === undefined ? { id: keyFrom(english ?? '') } : {};
  const lists = set === 'people' ? { held: [] } : set === 'partners' ? { labels: [] } : {};
  const isOff = set === 'days' && kept['isOff'] === undefined ? { isOff: true } : {};
  return { ...id, ...lists, ...isOff, ...kept, ...entry };
}

function setAt(entry: ReferenceEntry, name: string, value: unknown): void {
  const [first = '', second] = name.split('.');
  if (second === undefined) entry[first] = value;
  else entry[first] = { ...(entry[first] as object | undefined), [second]: value };
}

function at(entry: ReferenceEntry, name: string): unknown {
  const [first = '', second] = name.split('.');
  const value = entry[first];
  if (second === undefined) return value;
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[second]
    : undefined;
}

function textOf(field: EntryField, value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return 'yes';
  if (field.kind === 'lines') return (value as string[]).join('\n');
  if (field.kind !== 'rows') return typeof value === 'number' ? `${value}` : (value as string);
  return (value as Record<string, string>[])
    .map((row) =>
      (field.columns ?? [])
        .map((column) => row[column] ?? '')
        .join(' | ')
        .replace(/(?: \| )+$/, ''),
    )
    .join('\n');
}
