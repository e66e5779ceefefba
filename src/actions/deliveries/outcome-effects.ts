import { sampleDueAt } from '../../domain/audience/sample-schedule.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { RefusalReason } from '../../domain/deliveries/outcome.ts';
import type { DeliveryMove } from '../../stores/deliveries/delivery-row.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { setChannelState } from '../channels/set-channel-state.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';

/** The samples that a sent post opens. A thread is measured by its first part, once it is whole. */
export function samplesOf({
  delivery,
  moves,
  at,
}: {
  delivery: Delivery;
  moves: readonly DeliveryMove[];
  at: Date;
}) {
  const sent = moves.find((move) => move.to === 'sent')?.change;
  if (typeof sent?.platformPostId !== 'string') return [];
  const { platformPostId } = sent;
  const publishedAt = sent.sentAt ?? at;
  const { id, postId, unitId, channelId, platform, language } = delivery;
  return [
    {
      deliveryId: id,
      postId,
      unitId,
      channelId,
      platform,
      language,
      platformPostId,
      publishedAt,
      nextSampleAt: sampleDueAt(publishedAt, 1),
    },
  ];
}

/** A dead token stops the whole channel: everything else on it waits for the connection too. */
export async function disconnectChannel(
  ctx: ActionContext,
  delivery: Delivery,
  reason: RefusalReason,
  tx: Tx,
): Promise<void> {
  const { channelId, unitId } = delivery;
  // Tokens that a person gave while this call was under way are not the ones that were refused.
  const lost = {
    id: channelId,
    state: 'disconnected',
    reason,
    since: delivery.stateSince,
  } as const;
  if (!(await setChannelState(ctx, lost, tx))) return;
  await ctx.stores.audit.insertEntries(
    [
      auditEntry(ctx, theDesk, {
        action: 'channel.disconnected',
        objectType: 'channel',
        objectId: channelId,
        unitId,
        detail: { reason, deliveryId: delivery.id },
      }),
    ],
    tx,
  );
}
