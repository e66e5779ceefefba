import type { Delivery } from './delivery.ts';
import type { Payload } from './payload.ts';
import { isAmong } from './read-back-rivals.ts';
import type { LookVerdict, SeenPost, SeenWindow } from './read-back.ts';
import { findSeen, matchSeen } from './read-back-match.ts';

export type Verdict = {
  kind: Extract<LookVerdict, 'found' | 'seen' | 'not-found' | 'ambiguous'>;
  /** The post itself for `found` and `seen`; null otherwise. */
  seen: SeenPost | null;
  /** Posts worth showing to a person. */
  candidates: SeenPost[];
};

/** What one look at a channel is judged by, for one of its deliveries. */
export type Looking = {
  delivery: Pick<Delivery, 'state' | 'platformPostId' | 'thread'>;
  /**
   * What is looked for: of a thread the part that nobody can say of. Null when what is stored is no
   * longer what was approved: then nothing can be compared.
   */
  payload: Payload | null;
  /** The part of a thread that it answers. */
  replyTo: string | null;
  window: SeenWindow;
  /** Posts of other deliveries. */
  taken: ReadonlySet<string>;
  /** When other deliveries with the very same payload may have made a post of their own. */
  rivals: readonly SeenWindow[];
};

/** Decides what a look at the platform says of one delivery. */
export function verdictOf(looking: Looking, posts: readonly SeenPost[]): Verdict {
  const { delivery, payload, replyTo, window, taken, rivals } = looking;
  if (delivery.state === 'sent') {
    const wanted = delivery.thread?.parts.map((part) => part.platformPostId) ?? [];
    const ids = wanted.length === 0 ? [delivery.platformPostId ?? ''] : wanted;
    const found = ids.map((id) => findSeen(posts, id) ?? null);
    // A thread is published when its audience sees every part of it.
    const seen = found.includes(null) ? null : (found[0] ?? null);
    return { kind: seen === null ? 'not-found' : 'seen', seen, candidates: [] };
  }
  if (payload === null) return { kind: 'not-found', seen: null, candidates: [] };
  const match = matchSeen(payload, posts, taken, window, replyTo);
  switch (match.kind) {
    case 'not-found':
      return { kind: 'not-found', seen: null, candidates: match.near };
    case 'ambiguous':
      return { kind: 'ambiguous', seen: null, candidates: match.candidates };
    case 'found':
      return isAmong(rivals, match.seen)
        ? { kind: 'ambiguous', seen: null, candidates: [match.seen] }
        : { kind: 'found', seen: match.seen, candidates: [match.seen] };
  }
}
