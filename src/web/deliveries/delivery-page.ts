import type { DeliveryFacts } from '../../actions/deliveries/load-delivery.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import { HANOI } from '../../domain/time/zones.ts';
import { decideRelease } from '../../actions/deliveries/release-delivery.ts';
import type { Translate } from '../../lib/i18n.ts';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptLine } from './attempt-lines.ts';
import { describeDelivery } from './delivery-words.ts';
import type { DeliveryWords } from './delivery-words.ts';

export type DeliveryPage = DeliveryWords & {
  delivery: Delivery;
  title: string;
  post: { id: string } | null;
  channel: Channel | null;
  unitName: string;
  zones: string[];
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
    zones: [...new Set([delivery.zone, unit?.zone ?? HANOI])].filter((zone) => zone !== HANOI),
    approvedBy: approval === null ? null : { name: approval.approverName, at: approval.approvedAt },
    attempts: attemptLines(facts.attempts, reader.t),
    canRelease: decideRelease(delivery, reader.actor, reader.now).ok,
  };
}
