import { nameOf } from '../../actions/language/load-reference.ts';
import { entryFields, typedOf } from '../../domain/language/reference/entry-form.ts';
import type { EntryField, FieldFault } from '../../domain/language/reference/entry-form.ts';
import type {
  ReferenceChange,
  ReferenceEntry,
  ReferenceSet,
} from '../../domain/language/reference/reference.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { PageRequest } from '../page-request.ts';
import { urls } from '../urls.ts';

/** What was typed and why it was not taken. */
export type EntryTrouble = {
  reason: string;
  faults: readonly FieldFault[];
  typed: Record<string, string> | null;
  typedReason: string;
};

export type EntryPage = {
  title: string;
  set: ReferenceSet;
  isNew: boolean;
  /** The entry is not in the set: it was taken out, or waits to come in. */
  isGone: boolean;
  action: string;
  refused: string | null;
  fields: FormField[];
  reason: string;
  mayPropose: boolean;
  open: OpenChange | null;
  history: PastChange[];
};

type FormField = {
  name: string;
  label: string;
  hint: string | null;
  kind: EntryField['kind'];
  value: string;
  choices: { value: string; label: string; isChosen: boolean }[];
  isRequired: boolean;
  error: string | null;
};

type Difference = { label: string; before: string; after: string };

type OpenChange = {
  action: string;
  by: string;
  at: Date;
  reason: string;
  isRemoval: boolean;
  differences: Difference[];
  mayConfirm: boolean;
  isOwn: boolean;
};

type PastChange = {
  state: ReferenceChange['state'];
  by: string;
  at: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string;
  isRemoval: boolean;
};

export function newEntryPage(
  set: ReferenceSet,
  typed: Record<string, string>,
  trouble: EntryTrouble | null,
  page: PageRequest,
): EntryPage {
  return {
    title: page.t(`lexicon.new.${set}`),
    set,
    isNew: true,
    isGone: false,
    action: urls.lexicon(set),
    refused: trouble === null ? null : refusalOf(trouble, page),
    fields: fieldsOf(set, typed, trouble?.faults ?? [], page),
    reason: trouble?.typedReason ?? '',
    mayPropose: true,
    open: null,
    history: [],
  };
}

export function entryPage(
  set: ReferenceSet,
  key: string,
  { entry, changes }: { entry: ReferenceEntry | null; changes: readonly ReferenceChange[] },
  trouble: EntryTrouble | null,
  page: PageRequest,
): EntryPage {
  const open = changes.find(({ state }) => state === 'proposed') ?? null;
  const shown = entry ?? open?.value ?? changes.find(({ value }) => value !== null)?.value ?? {};
  const typed = trouble?.typed ?? typedOf(set, shown);
  return {
    title: nameOf(shown),
    set,
    isNew: false,
    isGone: entry === null,
    action: urls.lexiconEntry(set, key),
    refused: trouble === null ? null : refusalOf(trouble, page),
    fields: fieldsOf(set, typed, trouble?.faults ?? [], page),
    reason: trouble?.typedReason ?? '',
    mayPropose: open === null && canAnywhere(page.actor, 'lexicon.propose'),
    open: open === null ? null : openChange(set, open, entry, page),
    history: changes
      .filter((change) => change !== open)
      .map((change) => ({
        state: change.state,
        by: change.proposedByName,
        at: change.proposedAt,
        decidedBy: change.decidedByName,
        decidedAt: change.decidedAt,
        reason: change.reason,
        isRemoval: change.value === null,
      })),
  };
}

function openChange(
  set: ReferenceSet,
  change: ReferenceChange,
  entry: ReferenceEntry | null,
  { actor, t }: PageRequest,
): OpenChange {
  const before = typedOf(set, entry ?? {});
  const after = typedOf(set, change.value ?? {});
  const isOwn = change.proposedBy === actor.personId;
  return {
    action: urls.lexiconChange(change.id),
    by: change.proposedByName,
    at: change.proposedAt,
    reason: change.reason,
    isRemoval: change.value === null,
    differences:
      change.value === null
        ? []
        : entryFields[set].flatMap(({ name }) =>
            before[name] === after[name]
              ? []
              : [
                  {
                    label: t(`lexicon.field.${name}`),
                    before: before[name] ?? '',
                    after: after[name] ?? '',
                  },
                ],
          ),
    mayConfirm: !isOwn && canAnywhere(actor, 'lexicon.confirm'),
    isOwn,
  };
}

function fieldsOf(
  set: ReferenceSet,
  typed: Readonly<Record<string, string>>,
  faults: readonly FieldFault[],
  { t }: PageRequest,
): FormField[] {
  return entryFields[set].map((field) => {
    const value = typed[field.name] ?? '';
    const fault = faults.find((one) => one.field === field.name);
    return {
      name: `entry.${field.name}`,
      label: t(`lexicon.field.${field.name}`),
      hint: hintOf(field, t),
      kind: field.kind,
      value,
      choices: (field.choices ?? []).map((choice) => ({
        value: choice,
        label:
          field.name === 'category'
            ? t(`lexicon.category.${choice}`)
            : t(`lexicon.choice.${field.name}.${choice === '' ? 'none' : choice}`),
        isChosen: choice === value,
      })),
      isRequired: field.isRequired === true,
      error: fault === undefined ? null : t(`lexicon.fault.${fault.code}`),
    };
  });
}

function hintOf(field: EntryField, t: PageRequest['t']): string | null {
  if (field.kind === 'lines') return t('lexicon.hint.lines');
  if (field.kind !== 'rows') return null;
  const columns = (field.columns ?? []).map((column) => t(`lexicon.column.${column}`));
  return t('lexicon.hint.rows', { columns: columns.join(' | ') });
}

function refusalOf({ reason }: EntryTrouble, { t }: PageRequest): string {
  return t(`lexicon.refused.${reason}`);
}
