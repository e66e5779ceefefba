import type { Channel } from '../../domain/channels/channel.ts';
import type { ActionContext } from '../context.ts';
import { openCredentials } from '../channels/credentials.ts';

/** The application that pays for a channel's posts; null where posting is free. */
export async function payingAppOf(
  ctx: ActionContext,
  channel: Pick<Channel, 'id' | 'platform'>,
): Promise<string | null> {
  if (ctx.prices[channel.platform].length === 0) return null;
  const credentials = await openCredentials(ctx, channel.id);
  return credentials === null ? null : ctx.platforms[channel.platform].payingApp(credentials);
}
