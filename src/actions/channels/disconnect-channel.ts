import { refuse } from '../../domain/decision.ts';
import { tokenNoticeKinds } from '../../domain/notices/notice.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { setChannelState } from './set-channel-state.ts';

/**
 * Disconnects a channel by a person's hand and forgets its tokens. The channel stays, and what is
 * due on it waits for the connection.
 */
export async function disconnectChannel(
  ctx: ActionContext,
  request: { actor: Actor; channelId: string },
): Promise<{ ok: true } | { ok: false; reason: 'forbidden' | 'not-connected' }> {
  const { actor } = request;
  const channel = await ctx.stores.channels.findChannel(request.channelId);
  if (channel === null || !can(actor, 'channel.manage', channel.unitId)) return refuse('forbidden');
  const changed = await ctx.inTransaction(async (tx) => {
    const { audit, channels, notices } = ctx.stores;
    await channels.removeCredentials(channel.id, tx);
    const disconnected = { id: channel.id, state: 'disconnected', reason: 'by-person' } as const;
    if (!(await setChannelState(ctx, disconnected, tx))) return false;
    await notices.settleOfChannel(channel.id, tokenNoticeKinds, ctx.clock.now(), tx);
    await audit.insertEntries(
      [
        auditEntry(ctx, actor, {
          action: 'channel.disconnected',
          objectType: 'channel',
          objectId: channel.id,
          unitId: channel.unitId,
          detail: { reason: 'by-person' },
        }),
      ],
      tx,
    );
    return true;
  });
  return changed ? { ok: true } : refuse('not-connected');
}
