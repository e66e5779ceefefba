import { decideRelease } from '../../actions/deliveries/release-delivery.ts';
import type { QueueFacts } from '../../actions/deliveries/list-queue.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import { decideMarkSent } from '../../domain/deliveries/read-back-decide.ts';
import type { ReadBackRules } from '../../domain/deliveries/read-back-plan.ts';
import { isInReview } from '../../domain/holds/review.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { Translate } from '../../lib/i18n.ts';
import { shownTitle } from '../events/shown-title.ts';
import type { Reader } from '../reader.ts';
import { urls, withQuery } from '../urls.ts';
import { holdLines } from '../holds/hold-words.ts';
import type { HoldWords } from '../holds/hold-words.ts';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptLine } from './attempt-lines.ts';
import { describeDelivery } from './delivery-words.ts';
import type { DeliveryWords } from './delivery-words.ts';
import { otherClocks } from './other-clocks.ts';
import type { OtherClock } from './other-clocks.ts';
import { queueFilters } from './queue-filters.ts';
import type { QueueFilter } from './queue-filters.ts';
import { readBackSentence } from './read-back-words.ts';
import { withdrawable } from './withdrawable.ts';

export type QueueRow = DeliveryWords & {
  id: string;
  postId: string;
  title: string;
  isEmbargoed: boolean;
  language: string;
  channelName: string;
  platform: PlatformId;
  at: Date;
  until: Date;
  clocks: OtherClock[];
  since: Date;
  permalink: string | null;
  /** What read-back does or found, in one sentence. */
  readBack: string | null;
  /** The holds that keep it back. */
  holds: HoldWords[];
  /** The review list that it stands on. */
  review: string | null;
  /** A decision that this person may take on the delivery's own page. */
  decision: 'settle' | 'byHand' | null;
  canRelease: boolean;
  /** The revision that the form of a withdrawal names; null when there is none to withdraw. */
  withdrawRevision: number | null;
  attempts: AttemptLine[];
};

export type QueuePage = {
  rows: QueueRow[];
  filter: QueueFilter;
  filters: { filter: QueueFilter; href: string }[];
  pager: { previous: string | null; next: string | null; summary: string } | null;
  workers: QueueFacts['workers'];
  canWrite: boolean;
  self: string;
};

export const QUEUE_PAGE_SIZE = 25;

/** What the rows are judged by. */
type QueueRules = { rules: ReadBackRules; catalogue: ErrorCatalogue };

export function buildQueuePage(
  facts: QueueFacts,
  reader: Reader,
  asked: { filter: QueueFilter; page: number },
  { rules, catalogue }: QueueRules,
): QueuePage {
  const { actor } = reader;
  const { filter, page } = asked;
  const address = (other: number | null): string =>
    withQuery(urls.queue(), {
      show: filter === 'open' ? null : filter,
      page: other === 1 ? null : other,
    });
  return {
    rows: facts.deliveries.map((delivery) => toRow(delivery, facts, reader, { rules, catalogue })),
    filter,
    filters: queueFilters.map((one) => ({
      filter: one,
      href: withQuery(urls.queue(), { show: one === 'open' ? null : one }),
    })),
    pager: pagerOf(facts, page, address, reader.t),
    workers: facts.workers,
    canWrite: canAnywhere(actor, 'post.write'),
    self: address(page),
  };
}

function toRow(
  delivery: Delivery,
  facts: QueueFacts,
  reader: Reader,
  { rules, catalogue }: QueueRules,
): QueueRow {
  const { actor, now, t } = reader;
  const post = facts.posts.find((one) => one.id === delivery.postId);
  const channel = facts.channels.find((one) => one.id === delivery.channelId);
  const unit = facts.units.find((one) => one.id === delivery.unitId);
  const plan = facts.plans.find((one) => one.deliveryId === delivery.id) ?? null;
  return {
    ...describeDelivery(delivery, { ...reader, catalogue, attempts: facts.attempts }),
    id: delivery.id,
    postId: delivery.postId,
    ...shownTitle(post, delivery.language, { embargoed: facts.embargoed, t }),
    language: delivery.language,
    channelName: channel?.name ?? '',
    platform: delivery.platform,
    at: delivery.sentAt ?? delivery.dueAt,
    until: delivery.until,
    clocks: otherClocks([unit], reader.language, delivery.zone),
    since: delivery.stateSince,
    permalink: delivery.permalink,
    readBack: readBackSentence(delivery, plan, rules, reader),
    holds: holdLines(delivery, facts.holds, reader),
    review:
      isInReview(delivery) && delivery.reviewOf !== null ? urls.hold(delivery.reviewOf) : null,
    decision: !decideMarkSent(delivery, actor).ok
      ? null
      : delivery.state === 'unknown'
        ? 'settle'
        : 'byHand',
    canRelease: decideRelease(delivery, actor, now).ok,
    withdrawRevision: withdrawable(delivery, post, actor),
    attempts: attemptLines(
      facts.attempts.filter((attempt) => attempt.deliveryId === delivery.id),
      t,
    ),
  };
}

function pagerOf(
  facts: QueueFacts,
  page: number,
  address: (page: number) => string,
  t: Translate,
): QueuePage['pager'] {
  if (facts.total <= QUEUE_PAGE_SIZE && page === 1) return null;
  const from = (page - 1) * QUEUE_PAGE_SIZE + 1;
  const to = Math.min(page * QUEUE_PAGE_SIZE, facts.total);
  return {
    previous: page > 1 ? address(page - 1) : null,
    next: to < facts.total ? address(page + 1) : null,
    summary: t('deliveries.summary', { from: Math.min(from, to), to, total: facts.total }),
  };
}
