import { saidReasons } from '../channels/channel-page.ts';
import { RECORDS_PER_PAGE, postIdOf } from '../../actions/records/list-records.ts';
import type { Records } from '../../actions/records/list-records.ts';
import { roles } from '../../domain/people/permission.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';
import { urls } from '../urls.ts';

type Reader = { language: ReaderLanguage; t: Translate };

export type RecordRow = {
  id: string;
  at: Date;
  who: string;
  action: AuditEntry['action'];
  what: { label: string; href: string | null } | null;
  /** Facts in words; what a person wrote is quoted by the view. */
  facts: string[];
  quote: string | null;
  unitName: string | null;
  source: 'web' | 'worker' | 'command-line';
};

export type RecordsPage = {
  rows: RecordRow[];
  people: { id: string; name: string }[];
  person: string;
  page: number;
  pages: number;
  total: number;
};

export function recordsPage(records: Records, person: string, reader: Reader): RecordsPage {
  return {
    rows: records.entries.map((entry) => rowOf(entry, records.names, reader)),
    people: records.people.map(({ id, name }) => ({ id, name })),
    person,
    page: records.page,
    pages: Math.max(1, Math.ceil(records.total / RECORDS_PER_PAGE)),
    total: records.total,
  };
}

function rowOf(entry: AuditEntry, names: Records['names'], reader: Reader): RecordRow {
  const unit = entry.unitId === null ? undefined : names.units.get(entry.unitId);
  return {
    id: entry.id,
    at: entry.at,
    who: entry.actorId === null ? reader.t('records.desk') : entry.actorName,
    action: entry.action,
    what: whatOf(entry, names, reader),
    facts: factsOf(entry, names, reader),
    quote: quoteOf(entry),
    unitName: unit?.name[reader.language] ?? null,
    source:
      (['web', 'worker', 'command-line'] as const).find((s) => s === entry.source) ?? 'worker',
  };
}

/** The thing itself by its name, with the page where it can be seen. */
function whatOf(
  entry: AuditEntry,
  names: Records['names'],
  { t, language }: Reader,
): RecordRow['what'] {
  const id = entry.objectId;
  switch (entry.objectType) {
    case 'post':
      return { label: names.posts.get(id) ?? t('records.what.post'), href: urls.post(id) };
    case 'delivery': {
      const title = names.posts.get(postIdOf(entry) ?? '');
      return { label: title ?? t('records.what.delivery'), href: urls.delivery(id) };
    }
    case 'channel':
      return { label: names.channels.get(id) ?? text(entry, 'name') ?? id, href: urls.channel(id) };
    case 'person': {
      if (id === entry.actorId) return null;
      const name = names.people.get(id);
      return name === undefined
        ? { label: t('records.what.unknownPerson'), href: null }
        : { label: name, href: urls.person(id) };
    }
    case 'unit':
      return { label: names.units.get(id)?.name[language] ?? id, href: urls.units() };
    case 'report': {
      const week = text(entry, 'week') ?? id;
      return { label: t('records.what.report', { week }), href: urls.report(week) };
    }
    case 'hold':
      return { label: t('records.what.hold'), href: urls.hold(id) };
    case 'event':
      return { label: t('records.what.event'), href: urls.event(id) };
    case 'budget':
      return { label: t('records.what.budget'), href: urls.budget() };
    case 'lexicon': {
      const [set, key] = [text(entry, 'set') ?? 'terms', text(entry, 'key') ?? ''];
      return { label: `${t('records.what.lexicon')}: ${key}`, href: urls.lexiconEntry(set, key) };
    }
    case 'media':
    case 'desk':
      return null;
  }
}

function factsOf(entry: AuditEntry, names: Records['names'], { t, language }: Reader): string[] {
  const { detail, objectType } = entry;
  const facts: string[] = [];
  const grants = (value: string): string => grantWords(value, names, { t, language });
  if (typeof detail['revision'] === 'number') {
    facts.push(t('records.fact.revision', { n: detail['revision'] }));
  }
  const granted = text(entry, 'grants');
  if (granted !== null) facts.push(t('records.fact.grants', { grants: grants(granted) }));
  const [before, after] = [text(entry, 'before'), text(entry, 'after')];
  if (before !== null && after !== null && before !== after) {
    facts.push(t('records.fact.change', { before: grants(before), after: grants(after) }));
  }
  if (detail['state'] === 'left') facts.push(t('records.fact.left'));
  const recipient = text(entry, 'recipient');
  if (recipient !== null) {
    const name = names.people.get(recipient) ?? t('records.what.unknownPerson');
    facts.push(t('records.fact.recipient', { name }));
  }
  const to = text(entry, 'to');
  if (entry.action === 'practice.time-moved' && to !== null && !Number.isNaN(Date.parse(to))) {
    facts.push(t('records.fact.time', { at: formatOf(language).instant(new Date(to)) }));
  }
  const reason = text(entry, 'reason');
  if (objectType === 'delivery' && reason !== null && /^[a-z-]+$/.test(reason)) {
    facts.push(t('records.fact.reason', { reason: reasonWords(reason, t) }));
  }
  if (objectType === 'channel' && reason !== null) {
    const said = saidReasons.find((one) => one === reason) ?? 'other';
    facts.push(t(`channels.reason.${said}`));
  }
  return facts;
}

/** The reason that a person wrote for others to read. */
function quoteOf(entry: AuditEntry): string | null {
  const isCode = entry.objectType === 'delivery' || entry.objectType === 'channel';
  return isCode ? null : text(entry, 'reason');
}

/** A code that has no sentence, from an older desk, is shown as it is. */
function reasonWords(reason: string, t: Translate): string {
  try {
    return t(`report.reason.${reason}`);
  } catch {
    return reason;
  }
}

/** `press-officer:unit-1 translator:unit-2` as people say it. */
function grantWords(value: string, names: Records['names'], { t, language }: Reader): string {
  const words = value
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', unitId = ''] = part.split(':', 2);
      const role = roles.find((known) => known === name);
      const unit = names.units.get(unitId)?.name[language] ?? unitId;
      return role === undefined ? part : `${t(`common.role.${role}`)} (${unit})`;
    });
  return words.length === 0 ? t('records.fact.noGrants') : words.join(', ');
}

function text(entry: AuditEntry, name: string): string | null {
  const value = entry.detail[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
