import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideTakeDown, decideTakeDownAsk } from '../../domain/deliveries/take-down.ts';
import { postIdsOf } from '../../domain/deliveries/thread.ts';
import type { Reader } from '../reader.ts';

/** The removal of what is public, as the page of a delivery tells it. */
export type TakeDownView = {
  mayAsk: boolean;
  /** The wish that this person may confirm, by its instant; null when there is none. */
  confirms: string | null;
  reason: string | null;
  sentences: string[];
};

/** What to show of a removal; null when there is none and this person may not ask for one. */
export function takeDownView(
  delivery: Delivery,
  { t, actor }: Reader,
  instant: (at: Date) => string,
): TakeDownView | null {
  const { takeDown } = delivery;
  const mayAsk = decideTakeDownAsk(delivery, actor, '-').ok;
  if (takeDown === undefined) {
    return mayAsk ? { mayAsk, confirms: null, reason: null, sentences: [] } : null;
  }
  const { askedAt, askedBy, askedByName, confirmedAt, confirmedByName } = takeDown;
  const isReaders = askedBy === actor.personId && takeDown.state === 'asked';
  const sentences = [
    isReaders
      ? t('deliveries.takeDown.askedByYou', { at: instant(askedAt) })
      : t('deliveries.takeDown.asked', { name: askedByName, at: instant(askedAt) }),
  ];
  if (confirmedAt !== null) {
    const by = { name: confirmedByName ?? '', at: instant(confirmedAt) };
    sentences.push(t('deliveries.takeDown.confirmed', by));
  }
  const at = instant(takeDown.endedAt ?? askedAt);
  if (takeDown.state === 'going') {
    const total = postIdsOf(delivery).length;
    sentences.push(t('deliveries.takeDown.going', { n: takeDown.removed.length, total }));
  }
  if (takeDown.state === 'done') {
    sentences.push(t('deliveries.takeDown.done', { at }));
    const wasGone = takeDown.removed.every((one) => one.as === 'gone');
    if (wasGone) sentences.push(t('deliveries.takeDown.wasGone'));
  }
  if (takeDown.state === 'failed' && takeDown.fault !== null) {
    const reason = t(`deliveries.reason.${takeDown.fault}`);
    sentences.push(t('deliveries.takeDown.failed', { reason }));
  }
  const mayConfirm = decideTakeDown(delivery, actor, askedAt).ok;
  return {
    mayAsk,
    confirms: mayConfirm ? askedAt.toISOString() : null,
    reason: takeDown.reason,
    sentences,
  };
}
