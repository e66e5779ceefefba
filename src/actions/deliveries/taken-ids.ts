import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { postIdsOf } from '../../domain/deliveries/thread.ts';
import type { ActionContext } from '../context.ts';

/** What one call came to, for the delivery it was made for. */
export type Settled = { delivery: Delivery; outcome: PublishOutcome };

/**
 * An answer that names a post of another delivery, or an earlier part of the same thread, is not
 * about ours, as after an answer that came twice on one connection: what became of our post is then `unknown`, and read-back looks for it.
 */
export async function doubtTakenIds(
  ctx: ActionContext,
  settled: readonly Settled[],
): Promise<Settled[]> {
  const ids = settled.flatMap(({ outcome }) =>
    outcome.kind === 'accepted' ? [outcome.platformPostId] : [],
  );
  if (ids.length === 0) return [...settled];
  const channelIds = [...new Set(settled.map(({ delivery }) => delivery.channelId))];
  const owners = await ctx.stores.deliveries.listOwnersOf(channelIds, ids);
  return settled.map(({ delivery, outcome }) => {
    if (outcome.kind !== 'accepted') return { delivery, outcome };
    const { platformPostId, raw, allowance } = outcome;
    const isEarlierPart = postIdsOf(delivery).includes(platformPostId);
    const isOthers = owners.some(
      (owner) =>
        owner.channelId === delivery.channelId &&
        owner.platformPostId === platformPostId &&
        owner.id !== delivery.id,
    );
    if (!isEarlierPart && !isOthers) return { delivery, outcome };
    ctx.log.error(
      { deliveryId: delivery.id, platformPostId },
      'the platform named another post of ours than the one it was sent; that one is looked for',
    );
    return {
      delivery,
      outcome: {
        kind: 'unknown',
        reason: 'answer-without-id',
        raw,
        ...(allowance === undefined ? {} : { allowance }),
      },
    };
  });
}
