import type { DeliveryFacts } from '../../actions/deliveries/load-delivery.ts';
import type { ReadBackRecord } from '../../actions/deliveries/read-back-record.ts';
import { decideRelease } from '../../actions/deliveries/release-delivery.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ErrorCatalogue } from '../../domain/deliveries/error-catalogue.ts';
import type { ReadBackRules } from '../../domain/deliveries/read-back-plan.ts';
import { isInReview } from '../../domain/holds/review.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Reader } from '../reader.ts';
import { holdLines } from '../holds/hold-words.ts';
import type { HoldWords } from '../holds/hold-words.ts';
import { urls } from '../urls.ts';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptLine } from './attempt-lines.ts';
import { describeDelivery } from './delivery-words.ts';
import type { DeliveryWords } from './delivery-words.ts';
import { lookLines } from './look-lines.ts';
import type { LookLine } from './look-lines.ts';
import { otherClocks } from './other-clocks.ts';
import type { OtherClock } from './other-clocks.ts';
import { withdrawable } from './withdrawable.ts';
import { takeDownView } from './take-down-view.ts';
import type { TakeDownView } from './take-down-view.ts';
import { formatOf } from '../format.ts';
import { preflightSentence } from './preflight-words.ts';
import { readBackSentence } from './read-back-words.ts';

export type DeliveryPage = DeliveryWords & {
  delivery: Delivery;
  title: string;
  post: { id: string } | null;
  channel: Channel | null;
  unitName: string;
  clocks: OtherClock[];
  approvedBy: { name: string; at: Date } | null;
  attempts: AttemptLine[];
  canRelease: boolean;
  /** What would keep it from going out, a sentence each. */
  preflight: string[];
  /** The revision that the form of a withdrawal names; null when there is none to withdraw. */
  withdrawRevision: number | null;
  holds: HoldWords[];
  review: string | null;
  /** What read-back does or found, in one sentence. */
  readBack: string | null;
  /** How far the upload of its video is, in one sentence. */
  staging: string | null;
  looks: LookLine[];
  nextLookAt: Date | null;
  /** Where the channel itself can be opened. */
  channelUrl: string | null;
  settledByName: string | null;
  decisions: Decisions;
  takeDown: TakeDownView | null;
};

/** What this person may decide about the delivery; `isAny` when there is something. */
export type Decisions = ReadBackRecord['may'] & {
  isAny: boolean;
  /** Its approved window is over: it cannot be sent again. */
  isWindowOver: boolean;
  /** Who asked to send it again. */
  asked: { name: string; at: Date; isReader: boolean } | null;
};

export function buildDeliveryPage(
  facts: DeliveryFacts,
  record: ReadBackRecord,
  { rules, catalogue }: { rules: ReadBackRules; catalogue: ErrorCatalogue },
  reader: Reader,
): DeliveryPage {
  const { delivery, post, channel, unit, approval } = facts;
  return {
    ...describeDelivery(delivery, { ...reader, catalogue, attempts: facts.attempts }),
    delivery,
    title: post === null ? '' : titleOf(post.content, delivery.language),
    post: post === null ? null : { id: post.id },
    channel,
    unitName: unit?.name[reader.language] ?? '',
    clocks: otherClocks([unit], reader.language, delivery.zone),
    approvedBy: approval === null ? null : { name: approval.approverName, at: approval.approvedAt },
    attempts: attemptLines(facts.attempts, reader.t),
    canRelease: decideRelease(delivery, reader.actor, reader.now).ok,
    withdrawRevision: withdrawable(delivery, post, reader.actor),
    holds: holdLines(delivery, facts.holds, reader),
    review:
      isInReview(delivery) && delivery.reviewOf !== null ? urls.hold(delivery.reviewOf) : null,
    preflight: facts.preflight.map((problem) => preflightSentence(problem, reader.t)),
    readBack: readBackSentence(delivery, record.plan, rules, reader),
    staging:
      facts.staging === null
        ? null
        : reader.t(`deliveries.staging.${facts.staging.stage}`, { percent: facts.staging.percent }),
    looks: lookLines(record.looks, reader.t),
    nextLookAt: record.nextLookAt,
    channelUrl: record.channelUrl,
    settledByName: record.settledByName,
    decisions: decisionsOf(delivery, record, reader),
    takeDown: takeDownView(delivery, reader, (at) => formatOf(reader.language).instant(at)),
  };
}

function decisionsOf(
  delivery: Delivery,
  { may, resend }: ReadBackRecord,
  { actor, now }: Reader,
): Decisions {
  return {
    ...may,
    isAny: Object.values(may).includes(true),
    isWindowOver: delivery.state === 'unknown' && now > delivery.until,
    asked:
      resend === null
        ? null
        : {
            name: resend.askedByName,
            at: resend.askedAt,
            isReader: resend.askedBy === actor.personId,
          },
  };
}
