import type { Approval } from '../../domain/approvals/approval.ts';
import type { Attempt } from '../../domain/deliveries/delivery.ts';
import { can } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { AuditEntry } from '../../domain/records/audit.ts';
import type { ActionContext } from '../context.ts';
import { isApprovalIntact } from '../deliveries/approval-intact.ts';
import { loadPostPage } from './load-post-page.ts';
import type { PostFacts } from './load-post-page.ts';

export type PostRecord = PostFacts & {
  approvals: (Approval & { isIntact: boolean })[];
  attempts: Attempt[];
  /** What happened to the post itself, the first step first. */
  steps: AuditEntry[];
  /** The audit of the post and its deliveries; null for whoever may not read the audit. */
  audit: AuditEntry[] | null;
};

/** The whole history of a post as its reader may see it; null when they may not read it. */
export async function loadPostRecord(
  ctx: Pick<ActionContext, 'stores' | 'signer' | 'clock'>,
  request: { postId: string; actor: Actor },
): Promise<PostRecord | null> {
  const facts = await loadPostPage(ctx, request);
  if (facts === null) return null;
  const { post, deliveries } = facts;
  const deliveryIds = deliveries.map((one) => one.id);
  const [approvals, attempts, entries] = await Promise.all([
    ctx.stores.approvals.listApprovalsOfPost(post.id),
    ctx.stores.attempts.listAttempts(deliveryIds),
    ctx.stores.audit.listEntriesOf([post.id, ...deliveryIds]),
  ]);
  return {
    ...facts,
    approvals: approvals.map((approval) => ({
      ...approval,
      isIntact: isApprovalIntact(approval, ctx.signer),
    })),
    attempts,
    steps: entries.filter((entry) => entry.objectId === post.id),
    audit: can(request.actor, 'audit.read', post.unitId) ? entries : null,
  };
}
