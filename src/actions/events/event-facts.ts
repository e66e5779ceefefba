import type { DeskEvent, Release } from '../../domain/events/event.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Timing } from '../../domain/posts/content.ts';
import { readContent } from '../../domain/posts/content.ts';
import type { Tx } from '../../stores/rows.ts';
import type { ActionContext } from '../context.ts';
import { isReleaseIntact } from './release-intact.ts';

/** An event that carries a post, and whether its signal was given; null without one. */
export async function findEventOf(
  ctx: Pick<ActionContext, 'stores' | 'signer'>,
  eventId: string | null,
  tx?: Tx,
): Promise<{ event: DeskEvent; isReleased: boolean } | null> {
  if (eventId === null) return null;
  const event = await ctx.stores.events.findEvent(eventId, undefined, tx);
  if (event === null) return null;
  return { event, isReleased: (await findRelease(ctx, eventId, tx)) !== null };
}

/** The signal of an event as it was signed; one that was altered counts as never given. */
export async function findRelease(
  ctx: Pick<ActionContext, 'stores' | 'signer'>,
  eventId: string,
  tx?: Tx,
): Promise<Release | null> {
  const [release] = await ctx.stores.events.listReleases([eventId], tx);
  return release !== undefined && isReleaseIntact(release, ctx.signer) ? release : null;
}

/** The timing that was approved for each delivery, by the delivery's id. */
export async function approvedTimings(
  ctx: Pick<ActionContext, 'stores'>,
  deliveries: readonly Delivery[],
): Promise<Map<string, Timing>> {
  const approvals = await ctx.stores.approvals.listApprovalsById([
    ...new Set(deliveries.map((one) => one.approvalId)),
  ]);
  const targets = new Map(
    approvals.map((one) => [one.id, readContent(one.contentJson).targets] as const),
  );
  return new Map(
    deliveries.flatMap(({ id, approvalId, channelId, language }) => {
      const target = targets
        .get(approvalId)
        ?.find((one) => one.channelId === channelId && one.language === language);
      return target === undefined ? [] : [[id, target.timing] as const];
    }),
  );
}
