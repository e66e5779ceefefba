import { releaseDelivery } from '../../actions/deliveries/release-delivery.ts';
import type { ReleaseRefusal } from '../../actions/deliveries/release-delivery.ts';
import { setFlash } from '../flash.ts';
import type { ErrorStatus } from '../http-error.ts';
import { formText, idParam } from '../page-request.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { queueAddress, queueAskedFrom } from './queue-filters.ts';
import { sendDelivery } from './send-delivery.ts';
import { sendQueue } from './send-queue.ts';
import { takeDownDelivery } from './take-down-delivery.ts';
import { settleDelivery } from './settle-delivery.ts';

export function deliveryRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.queue(), requires('delivery.read'), showQueue(deps)),
    route('get', urls.delivery(':id'), requires('delivery.read'), showDelivery(deps)),
    route('post', urls.release(':id'), requires('delivery.settle'), release(deps)),
    route('post', urls.takeDown(':id'), requires('delivery.take-down'), takeDownDelivery(deps)),
    route('post', urls.settlement(':id'), requires('delivery.settle'), settleDelivery(deps)),
  ];
}

function showQueue(deps: WebDeps): Handler {
  return (req, res, page) => sendQueue(deps, res, page, queueAskedFrom(req.originalUrl));
}

function showDelivery(deps: WebDeps): Handler {
  return (req, res, page) => sendDelivery(deps, res, page, idParam(req));
}

const statuses: Record<ReleaseRefusal, ErrorStatus> = {
  'not-found': 404,
  forbidden: 403,
  'not-waiting': 409,
  held: 409,
  withdrawn: 409,
  'window-over': 422,
  'needs-signal': 409,
  'needs-approval': 409,
  'event-cancelled': 409,
  'outside-window': 422,
};

function release(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const asked = queueAskedFrom(formText(req, 'back'));
    const outcome = await releaseDelivery(deps.actions, {
      deliveryId: idParam(req),
      actor: page.actor,
    });
    if (!outcome.ok) {
      const refused = page.t(`deliveries.refused.${outcome.reason}`);
      await sendQueue(deps, res, page, asked, { status: statuses[outcome.reason], refused });
      return;
    }
    setFlash(req, 'good', 'deliveries.released');
    res.redirect(303, queueAddress(asked));
  };
}
