import type { Response } from 'express';
import { listQueue } from '../../actions/deliveries/list-queue.ts';
import type { ErrorStatus } from '../http-error.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { WebDeps } from '../web-deps.ts';
import { narrowings } from './queue-filters.ts';
import type { QueueAsked } from './queue-filters.ts';
import { buildQueuePage, QUEUE_PAGE_SIZE } from './queue-page.ts';

/** What went wrong with a form of the queue. */
export type QueueTrouble = {
  status: ErrorStatus;
  /** A sentence in the reader's language. */
  refused: string;
};

export async function sendQueue(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  asked: QueueAsked,
  trouble: QueueTrouble | null = null,
): Promise<void> {
  const facts = await listQueue(deps.actions, {
    actor: page.actor,
    ...narrowings[asked.filter],
    unitId: asked.unitId,
    channelId: asked.channelId,
    page: asked.page,
    pageSize: QUEUE_PAGE_SIZE,
  });
  await renderPage(res, 'deliveries/queue', {
    title: page.t('deliveries.title'),
    page: {
      ...buildQueuePage(facts, page, asked, {
        rules: deps.actions.readBackRules,
        catalogue: deps.actions.catalogue,
      }),
      refused: trouble?.refused ?? null,
    },
    current: 'queue',
    scripts: ['queue.js'],
    status: trouble?.status ?? 200,
  });
}
