import type { Response } from 'express';
import { loadDelivery } from '../../actions/deliveries/load-delivery.ts';
import { loadReadBack } from '../../actions/deliveries/read-back-record.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { notFound } from '../http-error.ts';
import type { ErrorStatus } from '../http-error.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { WebDeps } from '../web-deps.ts';
import { buildDeliveryPage } from './delivery-page.ts';
import type { DifferingPosts } from './differing-posts.ts';

/** Why a decision could not be taken, and what was typed for it. */
export type DeliveryTrouble = {
  status: ErrorStatus;
  /** A sentence in the reader's language. */
  refused: string;
  /** The address as it was typed; empty when the form was another one. */
  address: string;
  /** Whether the fault is in the address itself. */
  isAddressWrong: boolean;
  differing: DifferingPosts | null;
  /** The reason for taking it down as it was typed. */
  takeDownReason?: string;
};

export async function sendDelivery(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  deliveryId: string,
  trouble: DeliveryTrouble | null = null,
): Promise<void> {
  const request = { deliveryId, actor: page.actor };
  const [facts, record] = await Promise.all([
    loadDelivery(deps.actions, request),
    loadReadBack(deps.actions, request),
  ]);
  if (facts === null || record === null) throw notFound('delivery');
  const { post, delivery } = facts;
  await renderPage(res, 'deliveries/show', {
    title: post === null ? page.t('deliveries.one') : titleOf(post.content, delivery.language),
    page: {
      ...buildDeliveryPage(
        facts,
        record,
        { rules: deps.actions.readBackRules, catalogue: deps.actions.catalogue },
        page,
      ),
      refused: trouble?.refused ?? null,
      address: trouble?.address ?? '',
      isAddressWrong: trouble?.isAddressWrong ?? false,
      differing: trouble?.differing ?? null,
      takeDownReason: trouble?.takeDownReason ?? '',
    },
    current: 'queue',
    status: trouble?.status ?? 200,
  });
}
