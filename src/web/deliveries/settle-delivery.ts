import { z } from 'zod';
import { markSent } from '../../actions/deliveries/mark-sent.ts';
import type { MarkSentRefusal } from '../../actions/deliveries/mark-sent.ts';
import { askResend, confirmResend, dropUnknown } from '../../actions/deliveries/settle-unknown.ts';
import type { SettleRefusal } from '../../actions/deliveries/settle-unknown.ts';
import { setFlash } from '../flash.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { differingPosts } from './differing-posts.ts';
import { sendDelivery } from './send-delivery.ts';

const decision = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('mark-sent'),
    address: z.string().max(2000).default(''),
    evenIfDifferent: z.literal('yes').optional(),
  }),
  z.object({ do: z.literal('ask-resend') }),
  z.object({ do: z.literal('confirm-resend'), askedAt: z.iso.datetime() }),
  z.object({ do: z.literal('drop') }),
]);
type Decision = z.infer<typeof decision>;

/** The status of each refusal; its sentence is `deliveries.notSettled.<reason>`. */
const statuses: Record<MarkSentRefusal | SettleRefusal, ErrorStatus> = {
  'not-found': 404,
  forbidden: 403,
  'same-person': 403,
  'not-open': 409,
  'not-unknown': 409,
  altered: 409,
  taken: 409,
  busy: 409,
  held: 409,
  'partly-out': 409,
  found: 409,
  'already-asked': 409,
  'not-asked': 409,
  stale: 409,
  'too-early': 409,
  'not-looked': 409,
  'not-an-address': 422,
  'no-such-post': 422,
  'not-whole': 422,
  'text-differs': 422,
  'window-over': 422,
};

const addressFaults: readonly string[] = [
  'not-an-address',
  'no-such-post',
  'not-whole',
  'taken',
] satisfies MarkSentRefusal[];

/** Takes a person's decision about a delivery that the desk cannot settle by itself. */
export function settleDelivery(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const request = { deliveryId: idParam(req), actor: page.actor };
    const form = decision.parse(formFields(req));
    const outcome = await decide(deps, request, form);
    if (outcome.ok) {
      setFlash(req, 'good', `deliveries.settled.${outcome.done}`);
      res.redirect(303, urls.delivery(request.deliveryId));
      return;
    }
    const { reason } = outcome;
    const address = form.do === 'mark-sent' ? form.address : '';
    if (reason === 'not-found') throw notFound('delivery');
    await sendDelivery(deps, res, page, request.deliveryId, {
      status: statuses[reason],
      refused: page.t(`deliveries.notSettled.${reason}`),
      address,
      isAddressWrong: addressFaults.includes(reason),
      differing: 'differing' in outcome ? differingPosts(outcome.differing, address.trim()) : null,
    });
  };
}

async function decide(
  deps: WebDeps,
  request: { deliveryId: string; actor: Parameters<typeof markSent>[1]['actor'] },
  form: Decision,
) {
  switch (form.do) {
    case 'mark-sent': {
      const outcome = await markSent(deps.actions, {
        ...request,
        address: form.address,
        evenIfDifferent: form.evenIfDifferent === 'yes',
      });
      if (!outcome.ok) return outcome;
      return done(outcome.verified ? 'marked' : 'markedUnread');
    }
    case 'ask-resend': {
      const outcome = await askResend(deps.actions, request);
      return outcome.ok ? done('asked') : outcome;
    }
    case 'confirm-resend': {
      const askedAt = new Date(form.askedAt);
      const outcome = await confirmResend(deps.actions, { ...request, askedAt });
      return outcome.ok ? done('confirmed') : outcome;
    }
    case 'drop': {
      const outcome = await dropUnknown(deps.actions, request);
      return outcome.ok ? done('dropped') : outcome;
    }
  }
}

/** The last part of the key of the sentence on the next page. */
function done(which: 'marked' | 'markedUnread' | 'asked' | 'confirmed' | 'dropped') {
  return { ok: true as const, done: which };
}
