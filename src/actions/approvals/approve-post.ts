import { filedUnder } from '../../domain/approvals/approval.ts';
import type {
  Approval,
  ApprovalStatement,
  ApprovedTarget,
} from '../../domain/approvals/approval.ts';
import { decideApproval } from '../../domain/approvals/decide-approval.ts';
import type { ApprovalRefusal, ApprovedPlan } from '../../domain/approvals/decide-approval.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { allow, refuse } from '../../domain/decision.ts';
import { newThread } from '../../domain/deliveries/thread.ts';
import type { Thread } from '../../domain/deliveries/delivery.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { standingState } from '../../domain/events/carried.ts';
import type { EventStanding } from '../../domain/events/carried.ts';
import { signalDueAt } from '../../domain/events/slip.ts';
import { holdsOver } from '../../domain/deliveries/hold.ts';
import type { Hold } from '../../domain/deliveries/hold.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { canonicalJson } from '../../lib/hashing.ts';
import { newId } from '../../lib/ids.ts';
import type { ActionContext } from '../context.ts';
import { guardSaved } from '../language/guard-problems.ts';
import { findEventOf } from '../events/event-facts.ts';
import { waitingEntry } from '../holds/hold-back.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import { changePost } from '../posts/change-post.ts';
import type { Refused } from '../posts/change-post.ts';
import { sealPayload } from '../posts/seal-content.ts';
import { auditEntry } from '../records/audit-entry.ts';

export type ApproveRequest = {
  postId: string;
  actor: Actor;
  /** The revision and the content hash that the approver's page showed. */
  revision: number;
  contentSha256: string;
  /** Approves these versions only; null approves all that are open. */
  languages: readonly string[] | null;
};

export type ApproveOutcome =
  | { ok: true; post: Post; deliveries: Delivery[] }
  | Refused<ApprovalRefusal | 'channel-gone' | 'guard'>;

/**
 * Approves exactly what the approver saw: signs the statement, creates one delivery per version
 * and channel in the same transaction, and then sets the alarms for their times.
 */
export async function approvePost(
  ctx: ActionContext,
  request: ApproveRequest,
): Promise<ApproveOutcome> {
  let deliveries: Delivery[] = [];
  const readable = scopeOf(request.actor, 'post.read');
  const guarded = await guardSaved(ctx, request.postId, readable);
  const outcome = await changePost<ApprovalRefusal | 'channel-gone' | 'guard'>(
    ctx,
    request,
    async (post, tx) => {
      const [standing, holds, channels] = [
        await ctx.stores.deliveries.listDeliveriesOfPosts([post.id], tx),
        await ctx.stores.holds.listHoldsInForce(tx),
        await ctx.stores.channels.listChannels({
          ids: post.content.targets.map((target) => target.channelId),
        }),
      ];
      const carrier = await findEventOf(ctx, post.eventId, tx);
      const now = ctx.clock.now();
      const decision = decideApproval({ ...request, post, deliveries: standing, now });
      if (!decision.ok) return decision;
      const approved = withPayloads(post, decision.value, channels);
      if (approved === null) return refuse('channel-gone');
      if (post.contentSha256 !== guarded?.contentSha256) return refuse('content-changed');
      const [objection] = guarded.problems;
      if (objection !== undefined) return refuse('guard', objection.parameters);
      const approval = signApproval(
        ctx,
        post,
        request.actor,
        approved.map((one) => one.target),
        now,
      );
      deliveries = approved.map((one) =>
        plannedDelivery(post, approval, one, {
          carrier,
          holds: holdsOver(holds, post, one.channel),
          now,
        }),
      );
      const held = deliveries.filter((one) => one.state === 'waiting' && one.reason === 'hold');
      if (carrier !== null) await ctx.stores.events.touchEvent(carrier.event.id, tx);
      await ctx.stores.approvals.insertApproval(approval, tx);
      await ctx.stores.deliveries.insertDeliveries(deliveries, tx);
      return allow({
        post: { ...post, state: 'approved' as const, stateSince: now, updatedAt: now },
        entries: [
          auditEntry(ctx, request.actor, {
            action: 'post.approved',
            objectType: 'post',
            objectId: post.id,
            unitId: post.unitId,
            after: post.contentSha256,
            detail: {
              revision: post.revision,
              approval: approval.id,
              deliveries: deliveries.length,
              languages: [...new Set(deliveries.map((one) => one.language))].join(' '),
              held: held.length,
            },
          }),
          ...held.map((one) => waitingEntry(ctx, one)),
        ],
        notices: [
          ...composeNotices(ctx, post.contributors, {
            kind: 'post-approved',
            postId: post.id,
            parameters: { title: titleOf(post.content, 'vi'), by: request.actor.name },
          }),
          ...held.flatMap((one) => heldNotices(ctx, post, one, channels)),
        ],
      });
    },
  );
  if (!outcome.ok) return outcome;
  await setAlarms(ctx, deliveries);
  return { ok: true, post: outcome.post, deliveries };
}

type PlanWithPayload = {
  plan: ApprovedPlan;
  channel: Channel;
  target: ApprovedTarget;
  thread: Thread | null;
};

function withPayloads(
  post: Post,
  plans: readonly ApprovedPlan[],
  channels: readonly Channel[],
): PlanWithPayload[] | null {
  const result: PlanWithPayload[] = [];
  for (const plan of plans) {
    const { channelId, language } = plan.target;
    const channel = channels.find((one) => one.id === channelId);
    const sealed = channel && sealPayload(post.content, language, channel);
    if (channel === undefined || sealed === null || sealed === undefined) return null;
    result.push({
      plan,
      channel,
      target: { channelId, language, payloadSha256: sealed.payloadSha256 },
      thread: newThread(sealed.payload),
    });
  }
  return result;
}

function signApproval(
  ctx: ActionContext,
  post: Post,
  actor: Actor,
  targets: ApprovedTarget[],
  now: Date,
): Approval {
  const statement: ApprovalStatement = {
    schema: 'sugia.approval.v1',
    decision: 'approve',
    postId: post.id,
    revision: post.revision,
    contentSha256: post.contentSha256,
    filedUnder: filedUnder(post),
    targets,
    approverId: actor.personId,
    approvedAt: now.toISOString(),
  };
  const text = canonicalJson(statement);
  return {
    id: newId(),
    postId: post.id,
    revision: post.revision,
    contentJson: post.contentJson,
    contentSha256: post.contentSha256,
    statement: text,
    targets,
    approverId: actor.personId,
    approverName: actor.name,
    signature: { kind: 'server-ed25519', ...ctx.signer.sign(text) },
    approvedAt: now,
    voidedAt: null,
  };
}

function plannedDelivery(
  post: Post,
  approval: Approval,
  { plan, channel, target, thread }: PlanWithPayload,
  { carrier, holds, now }: { carrier: EventStanding | null; holds: readonly Hold[]; now: Date },
): Delivery {
  const { timing } = plan.target;
  const { state, reason } = standingState(timing, carrier);
  const isHeld = state === 'planned' && holds.length > 0;
  const waitsForEvent = timing.kind === 'signal' && state === 'waiting' && carrier !== null;
  return {
    id: newId(),
    postId: post.id,
    revision: post.revision,
    approvalId: approval.id,
    unitId: post.unitId,
    eventId: post.eventId,
    channelId: channel.id,
    platform: channel.platform,
    language: target.language,
    contentSha256: post.contentSha256,
    payloadSha256: target.payloadSha256,
    state: isHeld ? 'waiting' : state,
    stateSince: now,
    reason: isHeld ? 'hold' : reason,
    dueAt: waitsForEvent ? signalDueAt(carrier.event.startsAt, plan) : plan.dueAt,
    notBefore: plan.notBefore,
    until: plan.until,
    zone: plan.target.zone,
    lease: null,
    heldBy: holds[0]?.id ?? null,
    holdIds: holds.map((hold) => hold.id),
    reviewOf: null,
    attempts: 0,
    platformPostId: null,
    permalink: null,
    sentAt: null,
    seenAt: null,
    settledBy: null,
    ...(thread === null ? {} : { thread }),
  };
}

/** What the authors are told of a delivery that a hold covers from its approval on. */
function heldNotices(
  ctx: ActionContext,
  post: Post,
  { id, channelId, platform, language }: Delivery,
  channels: readonly Channel[],
): Notice[] {
  return composeNotices(ctx, post.contributors, {
    kind: 'delivery-held',
    postId: post.id,
    deliveryId: id,
    parameters: {
      title: titleOf(post.content, language),
      channel: channels.find((one) => one.id === channelId)?.name ?? '',
      platform,
      reason: 'hold',
    },
  });
}

/** Alarms come after the commit; should the process end here, the sweep finds what is due. */
async function setAlarms(ctx: ActionContext, deliveries: readonly Delivery[]): Promise<void> {
  const times = new Set(deliveries.map((delivery) => delivery.dueAt.getTime()));
  for (const time of times) {
    try {
      await ctx.alarmClock.setAlarm('deliveries-due', new Date(time));
    } catch (error) {
      ctx.log.warn({ err: error }, 'an alarm could not be set; the sweep will find what is due');
    }
  }
}
