import type { Response } from 'express';
import { countCovered } from '../../actions/holds/count-covered.ts';
import { listHolds } from '../../actions/holds/list-holds.ts';
import { loadHold } from '../../actions/holds/load-hold.ts';
import { loadStartForm } from '../../actions/holds/load-start-form.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildHoldForm, exemptOf, firstScope, scopeOfValue } from './hold-form.ts';
import type { HoldForm, TypedHold } from './hold-form.ts';
import { buildHoldPage } from './hold-page.ts';
import type { TypedTime } from './hold-page.ts';
import { exemptWords } from './hold-words.ts';
import { buildHoldsPage } from './holds-page.ts';

type Trouble = { status: ErrorStatus; refused: string };

export async function sendHolds(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  typed: TypedHold,
  trouble: Trouble | null = null,
): Promise<void> {
  const { actor } = page;
  const named = scopeOfValue(typed.scope);
  const postId = named?.kind === 'post' ? named.postId : null;
  const eventId = named?.kind === 'event' ? named.eventId : null;
  const [facts, form] = await Promise.all([
    listHolds(deps.actions, actor),
    loadStartForm(deps.actions, { actor, postId, eventId }),
  ]);
  const built = form === null ? null : buildHoldForm(typed, form, page);
  const count = built === null ? null : await countOf(deps, page, built);
  await renderPage(res, 'holds/list', {
    title: page.t('holds.title'),
    page: buildHoldsPage(facts, page, { form: built, count, refused: trouble?.refused ?? null }),
    current: 'holds',
    scripts: built === null ? [] : ['holds.js'],
    status: trouble?.status ?? 200,
  });
}

async function countOf(
  deps: WebDeps,
  { actor }: PageRequest,
  form: HoldForm,
): Promise<number | null> {
  const scope = scopeOfValue(firstScope(form));
  if (scope === null) return null;
  return countCovered(deps.actions, { actor, scope, exempt: exemptOf(form, scope) });
}

/** Holding everything is asked twice: it stops the whole ministry. */
export async function sendConfirm(
  res: Response,
  page: PageRequest,
  typed: TypedHold,
  count: number,
): Promise<void> {
  await renderPage(res, 'holds/confirm', {
    title: page.t('holds.confirm.title'),
    page: {
      typed,
      count,
      kind: page.t(`holds.kind.${typed.kind}`),
      exempt: exemptWords(typed.kind, typed.exempt, page.t),
    },
    current: 'holds',
  });
}

export async function sendHold(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  holdId: string,
  asked: {
    allChosen?: boolean;
    status?: ErrorStatus;
    refused?: string;
    typed?: TypedTime;
  } = {},
): Promise<void> {
  const facts = await loadHold(deps.actions, { holdId, actor: page.actor });
  if (facts === null) throw notFound('hold');
  const built = buildHoldPage(facts, page, {
    allChosen: asked.allChosen ?? false,
    refused: asked.refused ?? null,
    typed: asked.typed ?? null,
  });
  await renderPage(res, 'holds/show', {
    title: built.words.title,
    page: built,
    current: 'holds',
    status: asked.status ?? 200,
  });
}
