import { z } from 'zod';
import { loadDelivery } from '../../actions/deliveries/load-delivery.ts';
import { loadHold } from '../../actions/holds/load-hold.ts';
import { reviewDelivery } from '../../actions/holds/review-delivery.ts';
import type { ReviewDeliveryRefusal, ReviewOutcome } from '../../actions/holds/review-delivery.ts';
import { parseLocalTime } from '../../domain/time/zones.ts';
import { setFlash } from '../flash.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildHoldPage } from './hold-page.ts';
import type { ReviewRow } from './hold-page.ts';
import { sendHold } from './send-holds.ts';

const statuses: Record<ReviewDeliveryRefusal, ErrorStatus> = {
  'not-found': 404,
  forbidden: 403,
  'needs-author': 403,
  'not-in-review': 409,
  'not-waiting': 409,
  held: 409,
  'post-changed': 409,
  'partly-out': 409,
  withdrawn: 409,
  'needs-signal': 409,
  'needs-approval': 409,
  'event-cancelled': 409,
  'window-over': 422,
  'outside-window': 422,
  'time-past': 422,
};

const decision = z.object({
  do: z.enum(['confirm', 'move', 'withdraw']),
  at: z.string().max(30).default(''),
});

/** Takes the decision about one delivery of a review list. */
export function reviewOne(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const deliveryId = idParam(req);
    const form = decision.parse(formFields(req));
    const facts = await loadDelivery(deps.actions, { deliveryId, actor: page.actor });
    const holdId = facts?.delivery.reviewOf ?? facts?.delivery.heldBy ?? null;
    if (facts === null || holdId === null) throw notFound('delivery');
    const request = { deliveryId, actor: page.actor };
    const at = form.do === 'move' ? parseLocalTime(form.at, facts.delivery.zone) : null;
    const outcome: ReviewOutcome =
      form.do === 'move'
        ? at === null
          ? { ok: false, reason: 'time-past' }
          : await reviewDelivery(deps.actions, { ...request, review: { do: 'move', at } })
        : await reviewDelivery(deps.actions, { ...request, review: { do: form.do } });
    if (!outcome.ok) {
      const refused = page.t(`holds.review.refused.${outcome.reason}`);
      await sendHold(deps, res, page, holdId, {
        status: statuses[outcome.reason],
        refused,
        ...(form.do === 'move' ? { typed: { deliveryId, value: form.at, error: refused } } : {}),
      });
      return;
    }
    setFlash(req, 'good', `holds.review.done.${outcome.became}`);
    res.redirect(303, urls.hold(holdId));
  };
}

const many = z.object({
  do: z.enum(['confirm', 'withdraw']),
  id: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((value) => (typeof value === 'string' ? [value] : value)),
  sure: z.literal('yes').optional(),
});

/**
 * Decides about several at once, in two steps: first the page that names each of them. Confirming
 * many keeps times that are still to come and nothing else, so that nothing goes out in a burst.
 */
export function reviewMany(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const holdId = idParam(req);
    const form = many.parse(formFields(req));
    const facts = await loadHold(deps.actions, { holdId, actor: page.actor });
    if (facts === null) throw notFound('hold');
    const { rows } = buildHoldPage(facts, page, { allChosen: false, refused: null, typed: null });
    const chosen = rows.filter((row) => form.id.includes(row.id));
    const fit = chosen.filter((row) => isFit(row, form.do));
    if (fit.length === 0) {
      const refused = page.t(`holds.review.refused.${chosen.length === 0 ? 'none' : 'none-fit'}`);
      await sendHold(deps, res, page, holdId, { status: 422, refused });
      return;
    }
    if (form.sure !== 'yes') {
      const left = chosen.filter((row) => !fit.includes(row));
      await renderPage(res, 'holds/review', {
        title: page.t(`holds.review.many.${form.do}.title`, { count: fit.length }),
        page: { holdId, do: form.do, fit, left },
        current: 'holds',
      });
      return;
    }
    const done = await decideAll(deps, page, fit, form.do);
    setFlash(req, done === fit.length ? 'good' : 'bad', `holds.review.many.${form.do}.done`, {
      done: String(done),
      of: String(fit.length),
    });
    res.redirect(303, urls.hold(holdId));
  };
}

function isFit({ may }: ReviewRow, what: 'confirm' | 'withdraw'): boolean {
  if (may === null) return false;
  return what === 'withdraw' ? may.withdraw : may.confirm === 'keeps-time';
}

async function decideAll(
  deps: WebDeps,
  { actor }: PageRequest,
  rows: readonly ReviewRow[],
  what: 'confirm' | 'withdraw',
): Promise<number> {
  let done = 0;
  for (const row of rows) {
    const request = { deliveryId: row.id, actor, review: { do: what } } as const;
    if ((await reviewDelivery(deps.actions, request)).ok) done += 1;
  }
  return done;
}
