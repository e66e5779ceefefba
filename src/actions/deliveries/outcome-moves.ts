import { afterRefusal } from '../../domain/deliveries/after-refusal.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import type { NoticeKind } from '../../domain/notices/notice.ts';
import type { DeliveryMove } from '../../stores/deliveries/delivery-row.ts';

/** The edges that an outcome takes a delivery along, and what people are told of it. */
export function movesOf(
  delivery: Delivery,
  outcome: PublishOutcome,
  at: Date,
): { moves: DeliveryMove[]; notice: NoticeKind | null } {
  const { id } = delivery;
  const from = 'sending' as const;
  if (outcome.kind === 'accepted') {
    const { platformPostId, permalink } = outcome;
    const change = { reason: null, platformPostId, permalink, sentAt: at };
    return { moves: [{ id, from, to: 'sent', at, change }], notice: null };
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
        notice: next.reason === 'connection' ? 'channel-disconnected' : 'delivery-refused',
      };
  }
}
