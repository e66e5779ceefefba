import type { Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import { isHeldBack, moverOf, nextKeyOf } from '../../domain/deliveries/words.ts';
import type { Translate } from '../../lib/i18n.ts';

export type StateTone = '' | 'waits' | 'going' | 'out' | 'wrong';

/** A delivery in words: what its state is called, why, what happens next and who can move it. */
export type DeliveryWords = {
  tone: StateTone;
  label: string;
  why: string;
  next: string;
  who: string;
};

const tones: Record<DeliveryState, StateTone> = {
  planned: '',
  claimed: 'going',
  sending: 'going',
  sent: 'out',
  refused: 'wrong',
  unknown: 'wrong',
  waiting: 'waits',
  cancelled: '',
};

function toneOf(state: DeliveryState): StateTone {
  return tones[state];
}

/** A worker looks several times a second: what is due longer than this waits for its channel. */
const TURN_AFTER_MS = 5_000;

/** The words of an approved delivery whose time has come while its channel may not post yet. */
export function describeAt(
  delivery: Pick<Delivery, 'state' | 'reason' | 'heldBy' | 'dueAt'>,
  { t, now }: { t: Translate; now: Date },
): DeliveryWords {
  const words = describeDelivery(delivery, t);
  const awaitsTurn =
    delivery.state === 'planned' &&
    delivery.reason === null &&
    !isHeldBack(delivery) &&
    now.getTime() - delivery.dueAt.getTime() > TURN_AFTER_MS;
  if (!awaitsTurn) return words;
  return {
    ...words,
    why: sentence(t('deliveries.state.turn')),
    next: t('deliveries.next.turn'),
  };
}

export function describeDelivery(
  delivery: Pick<Delivery, 'state' | 'reason' | 'heldBy'>,
  t: Translate,
): DeliveryWords {
  const { state, reason } = delivery;
  if (isHeldBack(delivery)) {
    return {
      tone: 'waits',
      label: t('states.waiting.hold'),
      why: sentence(t('deliveries.state.planned')),
      next: t('deliveries.next.held'),
      who: t('deliveries.who.settle'),
    };
  }
  return {
    tone: toneOf(state),
    label: t(`states.delivery.${state}`),
    why: sentence(
      reason === null ? t(`deliveries.state.${state}`) : t(`deliveries.reason.${reason}`),
    ),
    next: t(`deliveries.next.${nextKeyOf(state, reason)}`),
    who: t(`deliveries.who.${moverOf(state, reason)}`),
  };
}

/** Reasons are also parts of longer sentences, so they carry no full stop of their own. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
