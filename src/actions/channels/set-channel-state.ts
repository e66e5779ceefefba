import type { ChannelState } from '../../domain/channels/channel.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';

/**
 * Moves a channel to a state. When that ends its connection, what is about to go out on it is told in
 * the same transaction: the write to `sending` sees it, whatever the last look saw before. False when
 * the channel was there already, or was connected anew after `since`.
 */
export async function setChannelState(
  ctx: Pick<ActionContext, 'stores'>,
  channel: { id: string; state: ChannelState; reason: string | null; since?: Date },
  tx: Tx,
): Promise<boolean> {
  const { channels, deliveries } = ctx.stores;
  const { id, state, reason, since } = channel;
  if (!(await channels.saveChannelState(id, state, reason, tx, since))) return false;
  if (state !== 'connected') await deliveries.stampDisconnected(id, tx);
  return true;
}
