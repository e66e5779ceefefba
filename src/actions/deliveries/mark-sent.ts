import type { AddressAnswer } from '../../clients/platform.ts';
import { refuse } from '../../domain/decision.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { partPayload, partsOf } from '../../domain/deliveries/payload.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import type { SeenPost } from '../../domain/deliveries/read-back.ts';
import { decideMarkSent } from '../../domain/deliveries/read-back-decide.ts';
import type { MarkRefusal } from '../../domain/deliveries/read-back-decide.ts';
import { saysTheSame } from '../../domain/deliveries/read-back-match.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import { underChannelLease } from './read-back-lease.ts';
import { approvedPayload } from './read-back-payload.ts';
import { lookOf, partsToSettle, settleAsSent } from './read-back-write.ts';
import { asLastPart, readChain } from './read-chain.ts';

export type MarkSentRefusal =
  | MarkRefusal
  | 'not-found'
  /** Not an address of a post on this channel's own page. */
  | 'not-an-address'
  /** The platform has no such post of this account. */
  | 'no-such-post'
  /** The post says something else than what was approved; say so once more to go on. */
  | 'text-differs'
  /** A part in the middle of a thread; the address of its last part is wanted. */
  | 'not-whole'
  /** The post belongs to another delivery. */
  | 'taken'
  /** Somebody else is deciding about this channel at this moment. */
  | 'busy';

export type MarkSentRequest = {
  deliveryId: string;
  actor: Actor;
  address: string;
  /** The person saw that the text differs from what was approved, and means it all the same. */
  evenIfDifferent?: boolean;
};

/** What was approved, null when that was altered since, beside the post at the address. */
export type Differing = { approved: Payload | null; seen: SeenPost };

export type MarkSentOutcome =
  | { ok: true; verified: boolean }
  | { ok: false; reason: Exclude<MarkSentRefusal, 'text-differs'> }
  | { ok: false; reason: 'text-differs'; differing: Differing };

type Named = { platformPostId: string; seen: SeenPost | null };

/**
 * Lets a person say that a delivery is out, with its address, which is checked and read through the
 * platform when that answers: an unknown delivery, or one that was published by hand.
 */
export async function markSent(
  ctx: ActionContext,
  request: MarkSentRequest,
): Promise<MarkSentOutcome> {
  const { actor } = request;
  const scope = scopeOf(actor, 'delivery.read');
  const found = await ctx.stores.deliveries.findDelivery(request.deliveryId, scope);
  const channel = found === null ? null : await ctx.stores.channels.findChannel(found.channelId);
  if (found === null || channel === null) return refuse('not-found');
  const early = decideMarkSent(found, actor);
  if (!early.ok) return refuse(early.reason);
  const outcome = await underChannelLease(ctx, channel.id, 'wait', async () => {
    const delivery = await ctx.stores.deliveries.findDelivery(found.id, scope);
    if (delivery === null) return refuse('not-found');
    const decision = decideMarkSent(delivery, actor);
    return decision.ok ? markUnderLease(ctx, request, delivery, channel) : decision;
  });
  return outcome ?? refuse('busy');
}

async function markUnderLease(
  ctx: ActionContext,
  { actor, address, evenIfDifferent = false }: MarkSentRequest,
  delivery: Delivery,
  channel: Channel,
): Promise<MarkSentOutcome> {
  const answer = await readAddress(ctx, channel, address.trim());
  const named = namedBy(answer);
  if (typeof named === 'string') return refuse(named);
  const { seen, platformPostId } = named;
  const payload = await approvedPayload(ctx, delivery, channel);
  const now = ctx.clock.now();
  const part = {
    platformPostId,
    permalink: seen?.permalink ?? address.trim(),
    sentAt: seen?.createdAt ?? now,
  };
  const chain =
    seen === null || payload?.parts === undefined
      ? null
      : await readChain(ctx, channel, delivery, payload, seen);
  if (chain?.kind === 'not-whole') return refuse('not-whole');
  const isSame =
    chain?.kind === 'read'
      ? chain.saysTheSame
      : seen === null || (payload !== null && saysTheSame(lastOf(payload, delivery), seen));
  if (seen !== null && !evenIfDifferent && !isSame) {
    const approved = payload === null ? null : lastOf(payload, delivery);
    return { ok: false, reason: 'text-differs', differing: { approved, seen } };
  }
  const thread = chain?.kind === 'read' ? chain.thread : asLastPart(delivery, part);
  const look = lookOf(
    ctx,
    delivery,
    {
      askedBy: 'person',
      since: null,
      verdict: 'by-hand',
      postsSeen: seen === null ? 0 : 1,
      ...(answer.kind === 'failed' ? { reason: answer.reason, code: answer.code } : {}),
      candidates: seen === null ? [] : [seen],
    },
    true,
  );
  const done = await settleAsSent(ctx, delivery, {
    ...partsToSettle(part, thread),
    // Of a thread that could not be read to its beginning only one part was seen.
    seenAt: seen === null || chain?.kind === 'not-read' ? null : now,
    by: actor,
    action: 'delivery.marked-sent',
    look,
  });
  if (done) return { ok: true, verified: seen !== null };
  const owners = await ctx.stores.deliveries.listOwnersOf([channel.id], [platformPostId]);
  return refuse(owners.length > 0 ? 'taken' : 'not-open');
}

async function readAddress(
  ctx: ActionContext,
  channel: Channel,
  address: string,
): Promise<AddressAnswer> {
  const { platform, accountId, handle, publicUrl } = channel;
  const credentials = await freshCredentials(ctx, channel);
  const account = { accountId, handle, publicUrl };
  return ctx.platforms[platform].readAddress({ account, credentials, address });
}

/** A platform that cannot be read does not keep a person from telling the truth. */
function namedBy(answer: AddressAnswer): Named | 'not-an-address' | 'no-such-post' {
  switch (answer.kind) {
    case 'not-an-address':
      return 'not-an-address';
    case 'failed':
      return { platformPostId: answer.platformPostId, seen: null };
    case 'read':
      return answer.post === null
        ? 'no-such-post'
        : { platformPostId: answer.post.platformPostId, seen: answer.post };
  }
}

/** What the post at the address has to say: of a thread the part that is unclear, or the last one. */
function lastOf(payload: Payload, { state, thread }: Delivery): Payload {
  const known = thread?.parts.length ?? 0;
  const count = partsOf(payload).length;
  return partPayload(payload, state === 'unknown' ? Math.min(known + 1, count) : count);
}
