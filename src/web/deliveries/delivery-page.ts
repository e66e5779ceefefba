import type { DeliveryFacts } from '../../actions/deliveries/load-delivery.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { decideRelease } from '../../actions/deliveries/release-delivery.ts';
import type { Translate } from '../../lib/i18n.ts';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptLine } from './attempt-lines.ts';
import { describeDelivery } from './delivery-words.ts';
import type { DeliveryWords } from './delivery-words.ts';
import { otherClocks } from './other-clocks.ts';
import type { OtherClock } from './other-clocks.ts';

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
};

export function buildDeliveryPage(
  facts: DeliveryFacts,
  reader: { actor: Actor; language: ReaderLanguage; t: Translate; now: Date },
): DeliveryPage {
  const { delivery, post, channel, unit, approval } = facts;
  return {
    ...describeDelivery(delivery, reader.t),
    delivery,
    title: post === null ? '' : titleOf(post.content, delivery.language),
    post: post === null ? null : { id: post.id },
    channel,
    unitName: unit?.name[reader.language] ?? '',
    clocks: otherClocks([unit], reader.language, delivery.zone),
    approvedBy: approval === null ? null : { name: approval.approverName, at: approval.approvedAt },
    attempts: attemptLines(facts.attempts, reader.t),
    canRelease: decideRelease(delivery, reader.actor, reader.now).ok,
  };
}
