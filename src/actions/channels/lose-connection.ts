import { tokenNoticeKinds } from '../../domain/notices/notice.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { RefusalReason } from '../../domain/deliveries/outcome.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';
import { auditEntry, theDesk } from '../records/audit-entry.ts';
import { setChannelState } from './set-channel-state.ts';

export type LostConnection = {
  reason: RefusalReason;
  /** The platform's own code, for the people who mend it. */
  code: string | null;
  kind: 'channel-token-dead' | 'channel-scope-missing';
  /** The ciphertext of the tokens that were refused: others may have come meanwhile. */
  iv: string;
};

/**
 * Disconnects a channel whose tokens the platform no longer takes, and tells whoever manages it.
 * What is due on it waits with reason `connection` from here on. False when the channel was
 * disconnected already, or has other tokens by now.
 */
export async function loseConnection(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'unitId' | 'name' | 'platform'>,
  lost: LostConnection,
): Promise<boolean> {
  const notices = await tokenNotices(ctx, channel, lost.kind, { code: lost.code ?? lost.reason });
  return ctx.inTransaction(async (tx) => {
    if (!(await hasSameTokens(ctx, channel.id, lost.iv, tx))) return false;
    const disconnected = { id: channel.id, state: 'disconnected', reason: lost.reason } as const;
    if (!(await setChannelState(ctx, disconnected, tx))) return false;
    await ctx.stores.audit.insertEntries(
      [
        auditEntry(ctx, theDesk, {
          action: 'channel.disconnected',
          objectType: 'channel',
          objectId: channel.id,
          unitId: channel.unitId,
          detail: { reason: lost.reason, code: lost.code },
        }),
      ],
      tx,
    );
    await ctx.stores.notices.settleOfChannel(channel.id, tokenNoticeKinds, ctx.clock.now(), tx);
    await ctx.stores.notices.insertNotices(notices, tx);
    return true;
  });
}

/** Whether a channel still has the tokens that somebody read before. */
export async function hasSameTokens(
  ctx: Pick<ActionContext, 'stores'>,
  channelId: string,
  iv: string,
  tx: Tx,
): Promise<boolean> {
  const sealed = await ctx.stores.channels.findSealedCredentials(channelId, tx);
  return typeof sealed === 'object' && sealed !== null && 'iv' in sealed && sealed.iv === iv;
}

/** One notice about a channel's token for everybody who can connect it again. */
export async function tokenNotices(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'unitId' | 'name' | 'platform'>,
  kind: (typeof tokenNoticeKinds)[number],
  facts: Record<string, string | number>,
): Promise<Notice[]> {
  const people = await peopleWho(ctx, 'channel.manage', channel.unitId);
  return composeNotices(
    ctx,
    people.map((person) => person.id),
    {
      kind,
      parameters: {
        channel: channel.name,
        channelId: channel.id,
        platform: channel.platform,
        ...facts,
      },
    },
  );
}
