import { decideRelease } from '../../actions/deliveries/release-delivery.ts';
import type { QueueFacts } from '../../actions/deliveries/list-queue.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import { decideMarkSent } from '../../domain/deliveries/read-back-decide.ts';
import type { ReadBackRules } from '../../domain/deliveries/read-back-plan.ts';
import { isInReview } from '../../domain/holds/review.ts';
import { dayOf } from '../../domain/time/zones.ts';
import { canAnywhere } from '../../domain/people/person.ts';
import type { Translate } from '../../lib/i18n.ts';
import { shownTitle } from '../events/shown-title.ts';
import type { Reader } from '../reader.ts';
import { urls } from '../urls.ts';
import { formatOf } from '../format.ts';
import { holdLines } from '../holds/hold-words.ts';
import type { HoldWords } from '../holds/hold-words.ts';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptLine } from './attempt-lines.ts';
import { describeDelivery } from './delivery-words.ts';
import type { DeliveryWords } from './delivery-words.ts';
import { otherClocks } from './other-clocks.ts';
import type { OtherClock } from './other-clocks.ts';
import { groupByDay } from './queue-days.ts';
import type { QueueDay } from './queue-days.ts';
import { queueAddress, queueFilters } from './queue-filters.ts';
import type { QueueAsked, QueueFilter } from './queue-filters.ts';
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
  /** Until when it can still go out, for what waits. */
  window: string | null;
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

type Option = { value: string; label: string; isChosen: boolean };

export type QueuePage = {
  days: QueueDay<QueueRow>[];
  filter: QueueFilter;
  filters: { filter: QueueFilter; href: string }[];
  /** What else it can be narrowed to; empty where there is one unit or channel alone. */
  narrow: { units: Option[]; channels: Option[] };
  /** The address that shows every unit and channel; null when all are shown. */
  clear: string | null;
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
  asked: QueueAsked,
  { rules, catalogue }: QueueRules,
): QueuePage {
  const { actor } = reader;
  const { unitId, channelId } = facts.choices;
  const shown = { ...asked, unitId, channelId };
  const { filter, page } = shown;
  const address = (other: number): string => queueAddress({ ...shown, page: other });
  const rows = facts.deliveries.map((one) => toRow(one, facts, reader, { rules, catalogue }));
  const all = { ...shown, unitId: null, channelId: null, page: 1 };
  return {
    days: groupByDay(rows, reader),
    filter,
    filters: queueFilters.map((one) => ({
      filter: one,
      href: queueAddress({ ...shown, filter: one, page: 1 }),
    })),
    narrow: narrowOf(facts, reader),
    clear: unitId === null && channelId === null ? null : queueAddress(all),
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
    window: windowOf(delivery, reader),
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

function narrowOf(
  { choices }: QueueFacts,
  { language, t }: Reader,
): { units: Option[]; channels: Option[] } {
  const units = choices.units.map((unit) => ({
    value: unit.id,
    label: unit.name[language],
    isChosen: unit.id === choices.unitId,
  }));
  const channels = choices.channels.map((channel) => ({
    value: channel.id,
    label: `${channel.name} (${t(`common.platform.${channel.platform}`)})`,
    isChosen: channel.id === choices.channelId,
  }));
  return {
    units: units.length > 1 ? units : [],
    channels: channels.length > 1 ? channels : [],
  };
}

function windowOf(
  { state, dueAt, until }: Delivery,
  { now, language, t }: Pick<Reader, 'now' | 'language' | 't'>,
): string | null {
  if (state !== 'waiting') return null;
  const format = formatOf(language);
  const at = dayOf(dueAt) === dayOf(until) ? format.time(until) : format.instant(until);
  return t(until > now ? 'deliveries.window.open' : 'deliveries.window.over', { at });
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
