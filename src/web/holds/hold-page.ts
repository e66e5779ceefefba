import type { HoldFacts } from '../../actions/holds/load-hold.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { confirmationOf, decideTakeBack, isInReview } from '../../domain/holds/review.ts';
import type { Confirmation } from '../../domain/holds/review.ts';
import { can } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { toLocalTime } from '../../domain/time/zones.ts';
import { stateTag } from '../deliveries/delivery-words.ts';
import type { DeliveryWords } from '../deliveries/delivery-words.ts';
import { otherClocks } from '../deliveries/other-clocks.ts';
import type { OtherClock } from '../deliveries/other-clocks.ts';
import type { Reader } from '../reader.ts';
import { holdLines, holdWords } from './hold-words.ts';
import type { HoldWords } from './hold-words.ts';

export type ReviewRow = Pick<DeliveryWords, 'tone' | 'label'> & {
  id: string;
  postId: string;
  title: string;
  language: string;
  channelName: string;
  platform: Delivery['platform'];
  due: Date;
  until: Date;
  zone: string;
  clocks: OtherClock[];
  celebrates: boolean;
  /** Other holds that still cover it. */
  others: HoldWords[];
  /** What the reader may decide; null when nothing is to be decided, or not by them. */
  may: {
    confirm: Exclude<Confirmation, 'needs-time'> | null;
    move: { value: string; error: string | null } | null;
    withdraw: boolean;
  } | null;
};

export type HoldPage = {
  words: HoldWords;
  hold: HoldFacts['hold'];
  rows: ReviewRow[];
  total: number;
  /** How many of the list are not decided on. */
  open: number;
  celebrations: number;
  /** Whether the reader can decide about several at once. */
  canDecide: boolean;
  allChosen: boolean;
  canEnd: boolean;
  enders: string[];
  endedByName: string | null;
  /** Why a decision was not taken. */
  refused: string | null;
};

/** A time that was typed for one delivery and could not be taken. */
export type TypedTime = { deliveryId: string; value: string; error: string };

export function buildHoldPage(
  facts: HoldFacts,
  reader: Reader,
  asked: { allChosen: boolean; refused: string | null; typed: TypedTime | null },
): HoldPage {
  const { hold } = facts;
  const rows = facts.deliveries.map((delivery) => toRow(delivery, facts, reader, asked.typed));
  return {
    words: holdWords(hold, reader),
    hold,
    rows,
    total: facts.total,
    open: hold.endedAt === null ? 0 : facts.deliveries.filter(isInReview).length,
    celebrations: rows.filter((row) => row.celebrates).length,
    canDecide: rows.some((row) => row.may !== null),
    allChosen: asked.allChosen,
    canEnd: hold.endedAt === null && can(reader.actor, 'hold.end', hold.byUnitId),
    enders: facts.enders,
    endedByName: facts.endedByName,
    refused: asked.refused,
  };
}

function toRow(
  delivery: Delivery,
  facts: HoldFacts,
  reader: Reader,
  typed: TypedTime | null,
): ReviewRow {
  const post = facts.posts.find((one) => one.id === delivery.postId);
  const channel = facts.channels.find((one) => one.id === delivery.channelId);
  const unit = facts.units.find((one) => one.id === delivery.unitId);
  return {
    ...stateTag(delivery, reader.t),
    id: delivery.id,
    postId: delivery.postId,
    title: post === undefined ? '' : titleOf(post.content, delivery.language),
    language: delivery.language,
    channelName: channel?.name ?? '',
    platform: delivery.platform,
    due: delivery.dueAt,
    until: delivery.until,
    zone: delivery.zone,
    clocks: otherClocks([unit], reader.language, delivery.zone),
    celebrates: facts.celebrations.has(delivery.id),
    others: holdLines(delivery, facts.others, reader),
    may: mayDecide(delivery, reader, typed),
  };
}

function mayDecide(
  delivery: Delivery,
  { actor, now }: Reader,
  typed: TypedTime | null,
): ReviewRow['may'] {
  if (!isInReview(delivery)) return null;
  const settles = can(actor, 'delivery.settle', delivery.unitId);
  const withdraw = decideTakeBack(delivery, actor).ok;
  if (!settles && !withdraw) return null;
  const confirmation = confirmationOf(delivery, now);
  const own = typed?.deliveryId === delivery.id ? typed : null;
  return {
    confirm: settles && confirmation !== 'needs-time' ? confirmation : null,
    move: settles
      ? {
          value: own?.value ?? toLocalTime(delivery.dueAt, delivery.zone),
          error: own?.error ?? null,
        }
      : null,
    withdraw,
  };
}
