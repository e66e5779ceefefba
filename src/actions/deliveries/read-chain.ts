import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { partPayload, partsOf } from '../../domain/deliveries/payload.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import type { SeenPost } from '../../domain/deliveries/read-back.ts';
import { saysTheSame } from '../../domain/deliveries/read-back-match.ts';
import { isPartlyOut } from '../../domain/deliveries/thread.ts';
import type { Thread, ThreadPart } from '../../domain/deliveries/delivery.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';

export type Chain =
  | { kind: 'read'; thread: Thread; saysTheSame: boolean }
  /** A part in the middle, where only the end of the thread would say that all of it is out. */
  | { kind: 'not-whole' }
  | { kind: 'not-read' };

/**
 * Reads a thread from the part at an address back to its first one, and compares each with what was
 * approved. A delivery of which one part is unclear may end in the middle, any other only at the end.
 */
export async function readChain(
  ctx: ActionContext,
  channel: Channel,
  delivery: Delivery,
  payload: Payload,
  last: SeenPost,
): Promise<Chain> {
  const posts = await readUpwards(ctx, channel, last, partsOf(payload).length);
  if (posts === null) return { kind: 'not-read' };
  const count = partsOf(payload).length;
  const mayGoOn = delivery.state === 'unknown';
  const known = delivery.thread?.parts.length ?? 0;
  if (posts.length <= known && isPartlyOut(delivery)) return { kind: 'not-whole' };
  if (posts.length < count && !mayGoOn) return { kind: 'not-whole' };
  return {
    kind: 'read',
    thread: { count, parts: posts.map(asPart) },
    saysTheSame: posts.every((post, index) => saysTheSame(partPayload(payload, index + 1), post)),
  };
}

/** The thread with the post that an address names as its last known part, when nothing can be read. */
export function asLastPart(delivery: Delivery, part: ThreadPart): Thread | null {
  const { thread, state } = delivery;
  if (thread === undefined) return null;
  const parts = [...thread.parts, part];
  // A person says that all of it is out; what the desk does not know of stays unknown to it.
  return { parts, count: state === 'unknown' ? thread.count : parts.length };
}

async function readUpwards(
  ctx: ActionContext,
  channel: Channel,
  last: SeenPost,
  most: number,
): Promise<SeenPost[] | null> {
  const credentials = await freshCredentials(ctx, channel);
  const posts = [last];
  for (let above = last.replyTo; above !== undefined && posts.length < most;) {
    if (credentials === null) return null;
    const { accountId, platform } = channel;
    const answer = await ctx.platforms[platform].readPost({
      accountId,
      credentials,
      platformPostId: above,
    });
    if (answer.kind === 'failed' || answer.post === null) return null;
    posts.unshift(answer.post);
    above = answer.post.replyTo;
  }
  return posts;
}

function asPart({ platformPostId, permalink, createdAt }: SeenPost): ThreadPart {
  return { platformPostId, permalink, sentAt: createdAt };
}
