import type { Delivery, Thread, ThreadPart } from './delivery.ts';
import { partPayload, partsOf } from './payload.ts';
import type { Payload } from './payload.ts';

/** What one call of a delivery sends: a part of a thread, or the whole. */
export type NextCall = {
  payload: Payload;
  /** Number of the part, from 1; null when the delivery is no thread. */
  part: number | null;
  /** The part before, which this one answers. */
  replyTo: string | null;
  /** The texts that this call and those after it send; a thread is begun only when all can go. */
  texts: string[];
};

/** The thread of a payload that nothing is known of yet; null when it is none. */
export function newThread(payload: Payload): Thread | null {
  return payload.parts === undefined ? null : { count: payload.parts.length, parts: [] };
}

/**
 * Decides what the next call of a delivery sends. Null when its row says that there is nothing left
 * to send, or counts other parts than were approved: such a row was altered.
 */
export function nextCall(delivery: Pick<Delivery, 'thread'>, payload: Payload): NextCall | null {
  if (payload.parts === undefined) {
    return { payload, part: null, replyTo: null, texts: [payload.text] };
  }
  const { count, parts } = delivery.thread ?? { count: payload.parts.length, parts: [] };
  if (count !== partsOf(payload).length || parts.length >= count) return null;
  const part = parts.length + 1;
  const replyTo = parts.at(-1)?.platformPostId ?? null;
  return {
    payload: partPayload(payload, part),
    part,
    replyTo,
    texts: partsOf(payload).slice(part - 1),
  };
}

/** The thread with one more part out. */
export function withPart(thread: Thread, part: ThreadPart): Thread {
  return { ...thread, parts: [...thread.parts, part] };
}

/** Whether something is left to send once the part that goes next is out. */
export function hasMoreParts({ thread }: Pick<Delivery, 'thread'>): boolean {
  return thread !== undefined && thread.parts.length + 1 < thread.count;
}

export function isWhole({ count, parts }: Thread): boolean {
  return parts.length >= count;
}

/** Whether some of a delivery is out and some is not: such a one is never simply cancelled. */
export function isPartlyOut({ state, thread }: Pick<Delivery, 'state' | 'thread'>): boolean {
  return state !== 'sent' && thread !== undefined && thread.parts.length > 0;
}

/** How often the part that goes next was tried, from all calls and the parts that went out. */
export function triesOf({ attempts, thread }: Pick<Delivery, 'attempts' | 'thread'>): number {
  return Math.max(1, attempts - (thread?.parts.length ?? 0));
}

/** The ids of everything of a delivery that is on its platform. */
export function postIdsOf({
  platformPostId,
  thread,
}: Pick<Delivery, 'platformPostId' | 'thread'>): string[] {
  const parts = thread?.parts.map((part) => part.platformPostId) ?? [];
  return [...new Set([...(platformPostId === null ? [] : [platformPostId]), ...parts])];
}
