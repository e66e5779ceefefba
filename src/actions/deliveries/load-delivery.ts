import type { Approval } from '../../domain/approvals/approval.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { Staging } from '../../domain/deliveries/staging.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { PreflightProblem } from '../../domain/deliveries/preflight.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { isHiddenFrom } from '../events/embargo.ts';
import { holdsOn, nameHolds } from '../holds/name-holds.ts';
import type { NamedHold } from '../holds/name-holds.ts';

export type DeliveryFacts = {
  delivery: Delivery;
  post: Post | null;
  channel: Channel | null;
  unit: Unit | null;
  approval: Approval | null;
  attempts: Attempt[];
  /** The holds in force that keep it back. */
  holds: NamedHold[];
  /** How far the upload of its video is; null when it has none under way. */
  staging: Staging | null;
  /** What the look before its time found wrong. */
  preflight: PreflightProblem[];
};

/** One delivery with the evidence of each attempt; null when the actor may not see it. */
export async function loadDelivery(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer'>,
  request: { deliveryId: string; actor: Actor },
): Promise<DeliveryFacts | null> {
  const { stores } = ctx;
  const delivery = await stores.deliveries.findDelivery(
    request.deliveryId,
    scopeOf(request.actor, 'delivery.read'),
  );
  if (delivery === null) return null;
  const [post, channel, units, approvals, attempts, inForce, staging, looks] = await Promise.all([
    stores.posts.findPost(delivery.postId, scopeOf(request.actor, 'post.read')),
    stores.channels.findChannel(delivery.channelId),
    stores.units.listUnits(),
    stores.approvals.listApprovalsById([delivery.approvalId]),
    stores.attempts.listAttempts([delivery.id]),
    stores.holds.listHoldsInForce(),
    stores.staging.findStaging(delivery.id),
    stores.preflights.listPreflights([delivery.id]),
  ]);
  const isHidden = post !== null && (await isHiddenFrom(ctx, request.actor, post));
  return {
    delivery,
    post: isHidden ? null : post,
    channel,
    unit: units.find((unit) => unit.id === delivery.unitId) ?? null,
    approval: approvals[0] ?? null,
    attempts,
    holds: await nameHolds(ctx, holdsOn([delivery], inForce), request.actor),
    staging: delivery.state === 'planned' || delivery.state === 'claimed' ? staging : null,
    preflight: delivery.state === 'planned' ? (looks[0]?.problems ?? []) : [],
  };
}
