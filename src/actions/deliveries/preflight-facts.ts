import { decideSpend, monthOf } from '../../domain/budget/budget.ts';
import { costOf } from '../../domain/budget/price.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import { partsOf } from '../../domain/deliveries/payload.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import type { PreflightFacts, TokenState } from '../../domain/deliveries/preflight.ts';
import { needsStaging } from '../../domain/deliveries/staging.ts';
import { textProblems } from '../../domain/language/limits.ts';
import type { ActionContext } from '../context.ts';
import { payingAppOf } from '../budget/paying-app.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';

/** Asks a channel's platform about its token: one call, whatever goes out on the channel. */
export async function askToken(ctx: ActionContext, channel: Channel): Promise<TokenState> {
  if (channel.state !== 'connected') return 'unasked';
  const credentials = await freshCredentials(ctx, channel);
  if (credentials === null) return 'dead';
  const { accountId, platform } = channel;
  const answer = await ctx.platforms[platform].inspectToken({ accountId, credentials });
  if (answer.kind === 'read') {
    return answer.token.missing.some((one) => one.stopsPublishing) ? 'no-right' : 'good';
  }
  if (answer.reason === 'unreadable') return 'away';
  if (answer.reason === 'permission-missing') return 'no-right';
  if (disconnects(answer.reason)) return 'dead';
  return answer.reason === 'not-reached' || answer.reason === 'platform-down' ? 'away' : 'good';
}

/**
 * Whether the stored bytes of every medium still hash to the name that was approved. A video is too
 * large to be read for that: its upload ahead of the time hashes it as it goes by.
 */
export async function isMediaWhole(ctx: ActionContext, payload: Payload): Promise<boolean> {
  for (const { sha256 } of payload.media) {
    try {
      if ((await ctx.stores.media.findMedia(sha256)) === null) return false;
      if (needsStaging(payload)) continue;
      await ctx.stores.media.readMedia(sha256);
    } catch (error) {
      ctx.log.error({ err: error, sha256 }, 'a medium is not what was approved');
      return false;
    }
  }
  return true;
}

/** Whether a payload is within what its platform takes, by the limits of today. */
export function isWithinLimits(ctx: ActionContext, payload: Payload): boolean {
  const { platform, media } = payload;
  const isTooLong = partsOf(payload).some((text) =>
    textProblems(text, platform, ctx.limits).some((problem) => problem.code === 'too-long'),
  );
  return !isTooLong && media.length <= ctx.limits[platform].images;
}

/** Whether the channel's application can pay for a payload now. */
export async function moneyFor(
  ctx: ActionContext,
  channel: Channel,
  payload: Payload,
): Promise<PreflightFacts['money']> {
  const now = ctx.clock.now();
  const { micros } = costOf(ctx.prices, channel.platform, partsOf(payload), now);
  const app = micros === 0 ? null : await payingAppOf(ctx, channel);
  if (app === null) return 'ok';
  const { spend } = ctx.stores;
  const [budget, spent] = await Promise.all([
    spend.findBudget(app),
    spend.findSpend(app, monthOf(now)),
  ]);
  return decideSpend(budget, spent, { channelId: channel.id, micros });
}
