import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import { readContent } from '../../domain/posts/content.ts';
import type { ActionContext } from '../context.ts';
import { sealPayload } from '../posts/seal-content.ts';
import { isApprovalIntact } from './approval-intact.ts';

/** What was approved for a delivery, made from the approved string; null when that was altered. */
export async function approvedPayload(
  ctx: ActionContext,
  delivery: Delivery,
  channel: Pick<Channel, 'platform' | 'accountId'>,
): Promise<Payload | null> {
  const [approval] = await ctx.stores.approvals.listApprovalsById([delivery.approvalId]);
  if (approval === undefined || !isApprovalIntact(approval, ctx.signer)) return null;
  const sealed = sealPayload(readContent(approval.contentJson), delivery.language, channel);
  return sealed?.payloadSha256 === delivery.payloadSha256 ? sealed.payload : null;
}
