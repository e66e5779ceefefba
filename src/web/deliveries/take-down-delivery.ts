import { z } from 'zod';
import { askTakeDown, confirmTakeDown } from '../../actions/deliveries/take-down.ts';
import type { TakeDownRefusal } from '../../domain/deliveries/take-down.ts';
import { setFlash } from '../flash.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { sendDelivery } from './send-delivery.ts';

const decision = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ask'), reason: z.string().max(20_000) }),
  z.object({ do: z.literal('confirm'), askedAt: z.iso.datetime() }),
]);

/** The status of each refusal; its sentence is `deliveries.takeDown.refused.<reason>`. */
const statuses: Record<TakeDownRefusal, ErrorStatus> = {
  forbidden: 403,
  'same-person': 403,
  'nothing-out': 409,
  'already-asked': 409,
  'not-asked': 409,
  stale: 409,
  'reason-missing': 422,
  'reason-too-long': 422,
};

/** Takes the wish to take a live post down, or a second person's confirmation of it. */
export function takeDownDelivery(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const request = { deliveryId: idParam(req), actor: page.actor };
    const form = decision.parse(formFields(req));
    const outcome =
      form.do === 'ask'
        ? await askTakeDown(deps.actions, { ...request, reason: form.reason })
        : await confirmTakeDown(deps.actions, { ...request, askedAt: new Date(form.askedAt) });
    if (outcome.ok) {
      setFlash(
        req,
        'good',
        `deliveries.takeDown.said.${form.do === 'ask' ? 'asked' : 'confirmed'}`,
      );
      res.redirect(303, urls.delivery(request.deliveryId));
      return;
    }
    if (outcome.reason === 'not-found') throw notFound('delivery');
    await sendDelivery(deps, res, page, request.deliveryId, {
      status: statuses[outcome.reason],
      refused: page.t(`deliveries.takeDown.refused.${outcome.reason}`),
      address: '',
      isAddressWrong: false,
      differing: null,
      takeDownReason: form.do === 'ask' ? form.reason : '',
    });
  };
}
