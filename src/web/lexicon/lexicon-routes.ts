import type { Request, Response } from 'express';
import { proposeChange, settleChange } from '../../actions/language/change-reference.ts';
import { listReference, loadReference } from '../../actions/language/load-reference.ts';
import { readEntry } from '../../domain/language/reference/entry-form.ts';
import type { FieldFault } from '../../domain/language/reference/entry-form.ts';
import { referenceSets } from '../../domain/language/reference/reference.ts';
import type { ReferenceEntry, ReferenceSet } from '../../domain/language/reference/reference.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, formText, idParam, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { entryPage, newEntryPage } from './entry-page.ts';
import type { EntryTrouble } from './entry-page.ts';
import { lexiconPage } from './lexicon-page.ts';

/** Terms, office-holders, offices, partners and days: read by all, changed by two. */
export function lexiconRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.lexicon(':set'), requires('post.read'), showSet(deps)),
    route('get', urls.newLexiconEntry(':set'), requires('lexicon.propose'), showNew(deps)),
    route('post', urls.lexicon(':set'), requires('lexicon.propose'), propose(deps)),
    route('get', urls.lexiconEntry(':set', ':key'), requires('post.read'), showEntry(deps)),
    route('post', urls.lexiconEntry(':set', ':key'), requires('lexicon.propose'), propose(deps)),
    route('post', urls.lexiconChange(':id'), requires('lexicon.propose'), settle(deps)),
  ];
}

const statuses: Record<string, ErrorStatus> = {
  'already-proposed': 409,
  'not-open': 409,
  'own-proposal': 403,
  'not-own': 403,
};

function showSet(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const query = { set: setOf(req), search: queryText(req, 'q'), page: pageOf(req) };
    const found = await listReference(deps.actions, query);
    await renderPage(res, 'lexicon/list', {
      title: page.t('lexicon.title'),
      page: lexiconPage(found, query, page),
      current: 'lexicon',
    });
  };
}

function showNew(_deps: WebDeps): Handler {
  return (req, res, page) => sendNew(res, page, setOf(req), {}, null);
}

function showEntry(deps: WebDeps): Handler {
  return (req, res, page) => sendEntry(deps, res, page, setOf(req), keyOf(req), null);
}

function propose(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const set = setOf(req);
    const key = req.params['key'] === undefined ? null : keyOf(req);
    const known = key === null ? null : await loadReference(deps.actions, { set, key });
    const typed = textsOf(req);
    const reason = formText(req, 'reason');
    const read = readTyped(req, set, typed, known?.entry ?? undefined);
    const outcome = read.ok
      ? await proposeChange(deps.actions, {
          actor: page.actor,
          set,
          key,
          value: read.entry,
          reason,
        })
      : { ok: false as const, reason: 'faults' as const, faults: read.faults };
    if (outcome.ok) {
      setFlash(req, 'good', 'lexicon.flash.proposed');
      res.redirect(303, urls.lexiconEntry(set, outcome.change.key));
      return;
    }
    if (outcome.reason === 'forbidden') throw new HttpError(403, 'lexicon.propose');
    const faults = 'faults' in outcome ? outcome.faults : [];
    const trouble: EntryTrouble = { reason: outcome.reason, faults, typed, typedReason: reason };
    if (key === null) await sendNew(res, page, set, typed, trouble);
    else await sendEntry(deps, res, page, set, key, trouble);
  };
}

function settle(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const decision = formText(req, 'decision');
    if (decision !== 'confirmed' && decision !== 'refused' && decision !== 'withdrawn')
      throw new HttpError(400, 'no such decision');
    const changeId = idParam(req);
    const { actor } = page;
    const outcome = await settleChange(deps.actions, { actor, changeId, decision });
    if (!outcome.ok) {
      if (outcome.reason === 'not-found') throw notFound('change');
      if (outcome.reason === 'forbidden') throw new HttpError(403, 'lexicon.confirm');
      const change = await deps.actions.stores.language.findChange(changeId);
      if (change === null) throw notFound('change');
      const trouble = { reason: outcome.reason, faults: [], typed: null, typedReason: '' };
      await sendEntry(deps, res, page, change.set, change.key, trouble);
      return;
    }
    setFlash(req, 'good', `lexicon.flash.${decision}`);
    res.redirect(303, urls.lexiconEntry(outcome.change.set, outcome.change.key));
  };
}

async function sendNew(
  res: Response,
  page: PageRequest,
  set: ReferenceSet,
  typed: Record<string, string>,
  trouble: EntryTrouble | null,
): Promise<void> {
  await renderPage(res, 'lexicon/entry', {
    title: page.t(`lexicon.new.${set}`),
    page: newEntryPage(set, typed, trouble, page),
    current: 'lexicon',
    status: trouble === null ? 200 : (statuses[trouble.reason] ?? 422),
  });
}

async function sendEntry(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  set: ReferenceSet,
  key: string,
  trouble: EntryTrouble | null,
): Promise<void> {
  const facts = await loadReference(deps.actions, { set, key });
  if (facts === null) throw notFound('entry');
  const built = entryPage(set, key, facts, trouble, page);
  await renderPage(res, 'lexicon/entry', {
    title: built.title,
    page: built,
    current: 'lexicon',
    status: trouble === null ? 200 : (statuses[trouble.reason] ?? 422),
  });
}

/** The typed entry, or null where it shall be taken out. */
function readTyped(
  req: Request,
  set: ReferenceSet,
  typed: Record<string, string>,
  current: ReferenceEntry | undefined,
): { ok: true; entry: ReferenceEntry | null } | { ok: false; faults: FieldFault[] } {
  return formText(req, 'do') === 'remove'
    ? { ok: true, entry: null }
    : readEntry(set, typed, current);
}

function textsOf(req: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(formFields(req)).flatMap(([name, value]) =>
      name.startsWith('entry.') && typeof value === 'string'
        ? [[name.slice('entry.'.length), value] as const]
        : [],
    ),
  );
}

function setOf(req: Request): ReferenceSet {
  const set = referenceSets.find((one) => one === req.params['set']);
  if (set === undefined) throw notFound('set');
  return set;
}

function keyOf(req: Request): string {
  return idParam(req, 'key');
}

function pageOf(req: Request): number {
  const page = Number(queryText(req, 'page'));
  return Number.isInteger(page) && page > 0 && page < 10_000 ? page : 1;
}
