import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import { isLocalPath, urls, withQuery } from '../urls.ts';

/** What the queue can be narrowed to; names are under `deliveries.filter`. */
export const queueFilters = ['open', 'trouble', 'upcoming', 'out', 'cancelled', 'all'] as const;
export type QueueFilter = (typeof queueFilters)[number];

/** Which part of the queue is asked for; null shows every channel or unit. */
export type QueueAsked = {
  filter: QueueFilter;
  channelId: string | null;
  unitId: string | null;
  page: number;
};

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

const MOST_PAGES = 10_000;

/** What an address asks for; anything else than a known word shows what is in progress. */
function queueAskedOf(query: URLSearchParams): QueueAsked {
  const id = (name: string): string | null => {
    const value = query.get(name) ?? '';
    return /^[\w-]{1,64}$/.test(value) ? value : null;
  };
  const page = Number(query.get('page'));
  return {
    filter: queueFilters.find((filter) => filter === query.get('show')) ?? 'open',
    channelId: id('channel'),
    unitId: id('unit'),
    page: Number.isInteger(page) && page > 0 && page < MOST_PAGES ? page : 1,
  };
}

/** The part of the queue from which a form was sent: the address that it carried. */
export function queueAskedFrom(back: string): QueueAsked {
  const url = isLocalPath(back) ? new URL(back, 'http://desk.invalid') : null;
  return queueAskedOf(url?.pathname === urls.queue() ? url.searchParams : new URLSearchParams());
}

export function queueAddress(asked: QueueAsked): string {
  return withQuery(urls.queue(), {
    show: asked.filter === 'open' ? null : asked.filter,
    channel: asked.channelId,
    unit: asked.unitId,
    page: asked.page === 1 ? null : asked.page,
  });
}
