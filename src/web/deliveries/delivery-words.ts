import type { Attempt, Delivery, DeliveryState } from '../../domain/deliveries/delivery.ts';
import { explainDelivery } from '../../domain/deliveries/error-catalogue.ts';
import type {
  ErrorCatalogue,
  Explained,
  ExplainedReason,
} from '../../domain/deliveries/error-catalogue.ts';
import { isHeldBack, isUploading, moverOf } from '../../domain/deliveries/words.ts';
import { isPartlyOut } from '../../domain/deliveries/thread.ts';
import { isTakenDown } from '../../domain/deliveries/take-down.ts';
import { isInReview } from '../../domain/holds/review.ts';
import type { Translate } from '../../lib/i18n.ts';

export type StateTone = '' | 'waits' | 'going' | 'out' | 'wrong';

/** A delivery in words: what its state is called, and the four things a person must know of it. */
export type DeliveryWords = {
  tone: StateTone;
  label: string;
  why: string;
  who: string;
  next: string;
  /** Who can fix it, in a word, and whether it is tried again; null where nothing went wrong. */
  fixer: string | null;
  again: string | null;
};

type Shown = Pick<
  Delivery,
  | 'id'
  | 'platform'
  | 'state'
  | 'stateSince'
  | 'reason'
  | 'heldBy'
  | 'lease'
  | 'dueAt'
  | 'seenAt'
  | 'thread'
  | 'takeDown'
>;

/** In which language a delivery is told, and by what. */
export type Telling = {
  t: Translate;
  now: Date;
  catalogue: ErrorCatalogue;
  /** The calls made for it: the last one's code says more than the reason. */
  attempts: readonly Pick<Attempt, 'deliveryId' | 'n' | 'outcome' | 'endedAt'>[];
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

/** A worker looks several times a second: what is due longer than this waits for its channel. */
const TURN_AFTER_MS = 5_000;

/** What the state of a delivery is called, for lists that say no more. */
export function stateTag(
  delivery: Pick<Delivery, 'state' | 'heldBy' | 'lease' | 'seenAt' | 'takeDown'>,
  t: Translate,
): Pick<DeliveryWords, 'tone' | 'label'> {
  if (isTakenDown(delivery)) return { tone: '', label: t('states.takenDown') };
  if (isHeldBack(delivery)) return { tone: 'waits', label: t('states.waiting.hold') };
  const { state } = delivery;
  // Taken by the platform is not yet seen by the public: green means seen.
  if (state === 'sent' && delivery.seenAt === null) {
    return { tone: 'going', label: t('states.delivery.unseen') };
  }
  const key = isUploading(delivery) ? 'uploading' : state;
  return { tone: tones[state], label: t(`states.delivery.${key}`) };
}

/** Tells a delivery in full: the same words on every page. */
export function describeDelivery(delivery: Shown, telling: Telling): DeliveryWords {
  const words = wordsOf(delivery, telling);
  return { ...words, why: words.why + partsOut(delivery, telling.t) };
}

function wordsOf(delivery: Shown, telling: Telling): DeliveryWords {
  const { t } = telling;
  const { state } = delivery;
  const tag = stateTag(delivery, t);
  if (isTakenDown(delivery)) {
    return {
      ...tag,
      why: t('deliveries.takeDown.why'),
      who: t('deliveries.who.nobody'),
      next: t('deliveries.takeDown.next'),
      fixer: null,
      again: null,
    };
  }
  if (isHeldBack(delivery)) {
    return {
      ...tag,
      why: sentence(t('deliveries.state.planned')),
      who: t('deliveries.who.settle'),
      next: t('deliveries.next.held'),
      fixer: null,
      again: null,
    };
  }
  const explained = explainedOf(delivery, telling);
  const who = t(`deliveries.who.${moverOf(state, explained?.fixer ?? null)}`);
  if (explained === null) {
    const isBegun = state === 'planned' && isPartlyOut(delivery);
    const way = isUploading(delivery) ? 'uploading' : state;
    const key = awaitsTurn(delivery, telling.now) ? 'turn' : way;
    const whyKey = isBegun ? 'nextPart' : key;
    return {
      ...tag,
      why: sentence(t(causeWithoutError(delivery) ?? `deliveries.state.${whyKey}`)),
      who,
      next: t(`deliveries.next.${key}`),
      fixer: null,
      again: null,
    };
  }
  const isPlanned = state === 'planned' || state === 'claimed';
  return {
    ...tag,
    why: sentence(t(holdCause(delivery) ?? explained.cause)),
    who,
    next: t(isPlanned ? `deliveries.next.${state}` : (holdNext(delivery) ?? explained.next)),
    fixer: isPlanned ? null : t(`catalogue.fixer.${explained.fixer}`),
    again: t(`catalogue.again.${isPlanned ? 'by-itself' : explained.again}`),
  };
}

/** What the catalogue says of the reason; null for a delivery that goes its way or was cancelled. */
function explainedOf(delivery: Shown, { catalogue, attempts }: Telling): Explained | null {
  const { reason, state } = delivery;
  if (reason === null || state === 'cancelled') return null;
  const own = attempts.filter((attempt) => attempt.deliveryId === delivery.id);
  const last = own.reduce<(typeof own)[number] | null>(
    (newest, one) => (newest === null || one.n > newest.n ? one : newest),
    null,
  );
  return explainDelivery(catalogue, { ...delivery, reason: reason as ExplainedReason }, last);
}

function causeWithoutError({ state, reason }: Shown): string | null {
  return state === 'cancelled' && reason !== null ? `deliveries.reason.${reason}` : null;
}

/** The catalogue cannot tell a hold in force from one that is over and left a review. */
function holdCause(delivery: Shown): string | null {
  if (delivery.state !== 'waiting' || delivery.reason !== 'hold') return null;
  return isInReview(delivery) ? 'deliveries.state.review' : 'deliveries.state.held';
}

function holdNext(delivery: Shown): string | null {
  if (delivery.state !== 'waiting' || delivery.reason !== 'hold') return null;
  return isInReview(delivery) ? 'deliveries.next.review' : 'deliveries.next.held';
}

/** Approved and due, while its channel may not post yet. */
function awaitsTurn({ state, reason, dueAt }: Shown, now: Date): boolean {
  return state === 'planned' && reason === null && now.getTime() - dueAt.getTime() > TURN_AFTER_MS;
}

/** How much of a thread the public sees while the rest of it is not out. */
function partsOut(delivery: Pick<Delivery, 'state' | 'thread'>, t: Translate): string {
  const { thread } = delivery;
  if (thread === undefined || !isPartlyOut(delivery)) return '';
  return ` ${t('deliveries.partsOut', { n: thread.parts.length, total: thread.count })}`;
}

/** Reasons are also parts of longer sentences, so they carry no full stop of their own. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
