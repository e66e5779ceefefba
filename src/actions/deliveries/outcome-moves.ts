import { afterRefusal } from '../../domain/deliveries/after-refusal.ts';
import type { Delivery, Thread, WaitingReason } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { NoticeKind } from '../../domain/notices/notice.ts';
import { isWhole, withPart } from '../../domain/deliveries/thread.ts';
import type { DeliveryMove } from '../../stores/deliveries/delivery-row.ts';

/** What people are told of a refused delivery that waits, unless it is the refusal itself. */
const NOTICE_OF: Partial<Record<WaitingReason, NoticeKind>> = {
  connection: 'channel-disconnected',
  late: 'delivery-late',
};

/** The edges that an outcome takes a delivery along, and what people are told of it. */
export function movesOf(
  delivery: Delivery,
  outcome: PublishOutcome,
  at: Date,
): { moves: DeliveryMove[]; notice: NoticeKind | null } {
  const { id } = delivery;
  const from = 'sending' as const;
  if (outcome.kind === 'accepted') {
    return { moves: [acceptedMove(delivery, from, outcome, at)], notice: null };
  }
  const { reason } = outcome;
  if (outcome.kind === 'unknown') {
    return {
      moves: [{ id, from, to: 'unknown', at, change: { reason } }],
      notice: 'delivery-unknown',
    };
  }
  const refused = { id, from, to: 'refused' as const, at, change: { reason } };
  const next = afterRefusal(delivery, outcome, at);
  switch (next.kind) {
    case 'stay':
      return { moves: [refused], notice: 'delivery-refused' };
    case 'again':
      return {
        moves: [
          refused,
          { id, from: 'refused', to: 'planned', at, change: { reason, dueAt: next.at } },
        ],
        notice: null,
      };
    case 'wait':
      return {
        moves: [
          refused,
          { id, from: 'refused', to: 'waiting', at, change: { reason: next.reason } },
        ],
        notice: NOTICE_OF[next.reason] ?? 'delivery-refused',
      };
  }
}

/**
 * Where a call that brought something out takes its delivery: to `sent` when that was all of it. A
 * thread with parts left goes back to `planned`, so that the next part passes every check anew.
 */
function acceptedMove(
  { id, thread }: Delivery,
  from: 'sending',
  { platformPostId, permalink }: { platformPostId: string; permalink: string | null },
  at: Date,
): DeliveryMove {
  if (thread === undefined) {
    const change = { reason: null, platformPostId, permalink, sentAt: at };
    return { id, from, to: 'sent', at, change };
  }
  const grown = withPart(thread, { platformPostId, permalink, sentAt: at });
  if (!isWhole(grown))
    return { id, from, to: 'planned', at, change: { reason: null, thread: grown } };
  const change = { reason: null, thread: grown, ...headOf(grown) };
  return { id, from, to: 'sent', at, change };
}

/** A thread is known by its first part, and was sent when that one was. */
function headOf({ parts }: Thread): Pick<Delivery, 'platformPostId' | 'permalink' | 'sentAt'> {
  const [first] = parts;
  return {
    platformPostId: first?.platformPostId ?? null,
    permalink: first?.permalink ?? null,
    sentAt: first?.sentAt ?? null,
  };
}
