import type { DeliveryState } from '../../domain/deliveries/delivery.ts';

/** What the queue can be narrowed to; names are under `deliveries.filter`. */
export const queueFilters = ['open', 'trouble', 'upcoming', 'out', 'cancelled', 'all'] as const;
export type QueueFilter = (typeof queueFilters)[number];

type Narrowing = { states: readonly DeliveryState[]; firstDueFirst: boolean };

const trouble = ['unknown', 'refused', 'waiting'] as const;
const upcoming = ['planned', 'claimed', 'sending'] as const;

/** What is still to come is read forwards, what is over backwards. */
export const narrowings: Record<QueueFilter, Narrowing> = {
  open: { states: [...trouble, ...upcoming], firstDueFirst: true },
  trouble: { states: trouble, firstDueFirst: true },
  upcoming: { states: upcoming, firstDueFirst: true },
  out: { states: ['sent'], firstDueFirst: false },
  cancelled: { states: ['cancelled'], firstDueFirst: false },
  all: { states: [...trouble, ...upcoming, 'sent', 'cancelled'], firstDueFirst: false },
};

/** The filter of an address; anything else is the first one. */
export function queueFilterOf(text: string): QueueFilter {
  return queueFilters.find((filter) => filter === text) ?? 'open';
}
