import type { Response } from 'express';
import { z } from 'zod';
import { approvePost } from '../../actions/approvals/approve-post.ts';
import { listWaitingApprovals } from '../../actions/approvals/list-waiting-approvals.ts';
import { loadApprovalPage } from '../../actions/approvals/load-approval-page.ts';
import type { ApprovalFacts } from '../../actions/approvals/load-approval-page.ts';
import { loadForecast } from '../../actions/budget/load-forecast.ts';
import { markPostNoticesRead } from '../../actions/notices/mark-read.ts';
import { returnPost } from '../../actions/posts/return-post.ts';
import { forecastLines } from '../budget/forecast-lines.ts';
import { setFlash } from '../flash.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, formText, idParam } from '../page-request.ts';
import type { Handler, Route } from '../route-table.ts';
import { requires, route } from '../route-table.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildApprovalPage } from './approval-page.ts';
import type { ApprovalPage } from './approval-page.ts';
import { buildApprovalsPage } from './approvals-page.ts';
import { timeLeft } from './time-left.ts';

export function approvalRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.approvals(), requires('post.approve'), listApprovals(deps)),
    route('get', urls.approval(':id'), requires('post.read'), showApproval(deps)),
    route('post', urls.approval(':id'), requires('post.approve'), approve(deps)),
    route('post', urls.returned(':id'), requires('post.return'), giveBack(deps)),
  ];
}

/** What the page that the approver decided on had shown. */
const shown = z.object({
  revision: z.coerce.number().int().min(1),
  contentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  language: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
});

/** The status of each refusal; its sentence is `approvals.refused.<reason>`. */
const statuses: Record<string, ErrorStatus> = {
  forbidden: 403,
  'own-work': 403,
  'stale-revision': 409,
  'content-changed': 409,
  'not-submitted': 409,
  'nothing-to-approve': 409,
};

function listApprovals(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const facts = await listWaitingApprovals(deps.actions, page.actor);
    await renderPage(res, 'approvals/list', {
      title: page.t('approvals.title'),
      page: buildApprovalsPage(facts, page),
      current: 'approvals',
    });
  };
}

function showApproval(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const facts = await loadApprovalPage(deps.actions, {
      postId: idParam(req),
      actor: page.actor,
    });
    if (facts === null) throw notFound('post');
    await sendApprovalPage(deps, res, page, facts, {});
  };
}

function approve(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const postId = idParam(req);
    const form = shown.parse(formFields(req));
    const outcome = await approvePost(deps.actions, {
      postId,
      actor: page.actor,
      revision: form.revision,
      contentSha256: form.contentSha256,
      languages: form.language ?? null,
    });
    if (outcome.ok) {
      await markPostNoticesRead(deps.actions, { actor: page.actor, postId });
      setFlash(req, 'good', 'approvals.done');
      res.redirect(303, urls.approval(postId));
      return;
    }
    const facts = await factsAfterRefusal(deps, page, postId, form.revision);
    // The second tap of a double tap finds the work done: that is no fault to show anybody.
    const isSecondTap =
      outcome.reason === 'nothing-to-approve' || outcome.reason === 'stale-revision';
    if (isSecondTap && isApprovedByThem(facts, page, form.contentSha256, form.language)) {
      res.redirect(303, urls.approval(postId));
      return;
    }
    await sendApprovalPage(deps, res, page, facts, {
      refused: outcome.reason,
      ...(outcome.parameters === undefined ? {} : { parameters: outcome.parameters }),
    });
  };
}

function giveBack(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const postId = idParam(req);
    const { revision } = shown.pick({ revision: true }).parse(formFields(req));
    const reason = formText(req, 'reason');
    const outcome = await returnPost(deps.actions, {
      postId,
      actor: page.actor,
      revision,
      reason,
    });
    if (!outcome.ok) {
      const facts = await factsAfterRefusal(deps, page, postId, revision);
      await sendApprovalPage(deps, res, page, facts, { refused: outcome.reason, reason });
      return;
    }
    await markPostNoticesRead(deps.actions, { actor: page.actor, postId });
    setFlash(req, 'good', 'approvals.returned');
    const { waiting } = await listWaitingApprovals(deps.actions, page.actor);
    const next = waiting[0];
    res.redirect(303, next === undefined ? urls.approvals() : urls.approval(next.id));
  };
}

async function factsAfterRefusal(
  deps: WebDeps,
  page: PageRequest,
  postId: string,
  seenRevision: number,
): Promise<ApprovalFacts> {
  const facts = await loadApprovalPage(deps.actions, {
    postId,
    actor: page.actor,
    seenRevision,
  });
  if (facts === null) throw notFound('post');
  return facts;
}

function isApprovedByThem(
  facts: ApprovalFacts,
  page: PageRequest,
  contentSha256: string,
  languages: readonly string[] | undefined,
): boolean {
  const wanted = (language: string): boolean => languages?.includes(language) ?? true;
  return facts.approvals.some(
    (approval) =>
      approval.voidedAt === null &&
      approval.approverId === page.actor.personId &&
      approval.contentSha256 === contentSha256 &&
      approval.targets.some((target) => wanted(target.language)),
  );
}

type Trouble = {
  refused?: string;
  parameters?: Record<string, string | number>;
  /** What was typed as the reason of a return. */
  reason?: string;
};

async function sendApprovalPage(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  facts: ApprovalFacts,
  trouble: Trouble,
): Promise<void> {
  const built: ApprovalPage = buildApprovalPage(facts, {
    actor: page.actor,
    language: page.language,
    now: page.now,
    limits: deps.actions.limits,
    t: page.t,
  });
  const { refused } = trouble;
  const forecast = await loadForecast(deps.actions, facts.post.content, facts.channels);
  await renderPage(res, 'approvals/show', {
    title: built.title,
    page: {
      ...built,
      forecast: forecastLines(forecast, page),
      left: built.firstAt === null ? null : timeLeft(page.t, built.firstAt, page.now),
      refused: refused === undefined ? null : sentenceOf(page, refused, trouble.parameters),
      reason: trouble.reason ?? '',
      isReasonMissing: refused === 'reason-missing',
      isReturnOpen: trouble.reason !== undefined && built.canReturn,
    },
    current: 'approvals',
    status: refused === undefined ? 200 : (statuses[refused] ?? 422),
  });
}

function sentenceOf(
  page: PageRequest,
  reason: string,
  parameters: Record<string, string | number> = {},
): string {
  const { language, message } = parameters;
  const sentence = typeof message === 'string' ? page.t(`findings.${message}`, parameters) : '';
  return page.t(`approvals.refused.${reason}`, {
    ...parameters,
    sentence,
    ...(typeof language === 'string' ? { version: page.t(`common.version.${language}`) } : {}),
  });
}
