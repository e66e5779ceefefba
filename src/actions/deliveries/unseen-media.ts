import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { fateOf } from '../../domain/deliveries/staging.ts';
import type { UnseenMedium } from '../../domain/deliveries/staging.ts';
import { newId } from '../../lib/ids.ts';
import { freshCredentials } from '../channels/fresh-credentials.ts';
import type { ActionContext } from '../context.ts';
import { findStagingResult } from './staged-media.ts';

const MOST_AT_ONCE = 50;
const REMOVE_DEADLINE_MS = 20_000;
/** Whoever put it there may be about to use it. */
const FIRST_LOOK_AFTER_MS = 2 * 60_000;
const LOOK_AGAIN_AFTER_MS = 10 * 60_000;
/** A platform that does not let it go for so long never will: it is seen by nobody. */
const GIVEN_UP_AFTER_MS = 7 * 86_400_000;

type Unseen = UnseenMedium & { sealed: unknown };

/** The platform's id is sealed: who writes in the database cannot name a post to be removed. */
function sealOf({ id, deliveryId }: Pick<UnseenMedium, 'id' | 'deliveryId'>): string {
  return `unseen ${id} ${deliveryId}`;
}

/**
 * Keeps in mind each medium that is put on a platform unseen, for one call, so that it is removed
 * should the call not come. What cannot be written down is only untidy, and stops nothing.
 */
export function noteUnseen(
  ctx: ActionContext,
  { id: deliveryId, channelId }: Pick<Delivery, 'id' | 'channelId'>,
): (platformMediaId: string) => Promise<void> {
  const batch = newId();
  return async (platformMediaId) => {
    const real = ctx.clock.real();
    const medium = { id: newId(), deliveryId, channelId, batch, since: real };
    const sealed = ctx.secretBox.seal(platformMediaId, sealOf(medium));
    const nextAt = new Date(real.getTime() + FIRST_LOOK_AFTER_MS);
    await ctx.stores.staging.insertUnseen({ ...medium, sealed }, nextAt).catch((error: unknown) => {
      ctx.log.warn({ err: error, deliveryId, platformMediaId }, 'an unseen medium is not noted');
    });
  };
}

/** Removes from the platforms what no post will show. Returns how many media were removed. */
export async function tidyUnseen(ctx: ActionContext): Promise<number> {
  const media = await ctx.stores.staging.listUnseenDue(ctx.clock.real(), MOST_AT_ONCE);
  let removed = 0;
  for (const deliveryId of new Set(media.map((one) => one.deliveryId))) {
    const own = media.filter((one) => one.deliveryId === deliveryId);
    removed += await tidyOf(ctx, deliveryId, own);
  }
  return removed;
}

async function tidyOf(
  ctx: ActionContext,
  deliveryId: string,
  own: readonly Unseen[],
): Promise<number> {
  const delivery = await ctx.stores.deliveries.findDelivery(deliveryId);
  const staged = delivery === null ? null : await findStagingResult(ctx, delivery);
  const lastBatch = own.at(-1)?.batch ?? null;
  const over: string[] = [];
  const left: string[] = [];
  let removed = 0;
  for (const medium of own) {
    const platformMediaId = opened(ctx, medium);
    const isHandle = staged?.kind === 'staged' && staged.handle === platformMediaId;
    const fate = fateOf(medium, delivery, { lastBatch, isHandle });
    const isGone = fate === 'remove' && (await remove(ctx, medium, platformMediaId));
    if (isGone) removed += 1;
    (isGone || fate === 'forget' ? over : left).push(medium.id);
  }
  await ctx.stores.staging.removeUnseen(over);
  const again = new Date(ctx.clock.real().getTime() + LOOK_AGAIN_AFTER_MS);
  await ctx.stores.staging.putOffUnseen(left, again);
  return removed;
}

function opened(ctx: ActionContext, medium: Unseen): string | null {
  try {
    return ctx.secretBox.open(medium.sealed, sealOf(medium));
  } catch (error) {
    ctx.log.error({ err: error, deliveryId: medium.deliveryId }, 'an unseen medium was altered');
    return null;
  }
}

/** Whether nothing of it is left to be removed. */
async function remove(
  ctx: ActionContext,
  { channelId, deliveryId, since }: Unseen,
  platformMediaId: string | null,
): Promise<boolean> {
  if (platformMediaId === null) return true;
  const channel = await ctx.stores.channels.findChannel(channelId);
  if (channel === null) return true;
  const credentials = await freshCredentials(ctx, channel);
  if (credentials !== null) {
    const outcome = await ctx.platforms[channel.platform].remove({
      accountId: channel.accountId,
      credentials,
      platformId: platformMediaId,
      deadlineMs: REMOVE_DEADLINE_MS,
    });
    if (outcome.kind === 'removed' || outcome.kind === 'gone') return true;
  }
  const isGivenUp = ctx.clock.real().getTime() - since.getTime() > GIVEN_UP_AFTER_MS;
  if (isGivenUp) ctx.log.warn({ deliveryId, platformMediaId }, 'an unseen medium is left behind');
  return isGivenUp;
}
