import type { Approval, FiledUnder } from '../../domain/approvals/approval.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import { decideLastCheck } from '../../domain/deliveries/last-check.ts';
import type { LastCheck } from '../../domain/deliveries/last-check.ts';
import type { DeskEvent, Release } from '../../domain/events/event.ts';
import type { Payload } from '../../domain/deliveries/payload.ts';
import type { Content, Timing } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ApprovalSigner } from '../../lib/approval-signer.ts';
import { sha256 } from '../../lib/hashing.ts';
import type { ActionContext } from '../context.ts';
import { hasBlockedWords } from '../language/blocked-words.ts';
import { isReleaseIntact } from '../events/release-intact.ts';
import { sealPayload } from '../posts/seal-content.ts';
import { isApprovalIntact, statementOf } from './approval-intact.ts';

/** A claimed delivery with what the last look found; `payload` is made from the approved string. */
export type Looked = {
  delivery: Delivery;
  check: LastCheck;
  payload: Payload | null;
  channel: Channel | null;
  post: Post | null;
  approval: Approval | null;
};

/**
 * Reads everything about a block of claimed deliveries again, in one query per collection, and
 * decides each of them. Texts are hashed anew at every look; `signer` may remember what it verified.
 */
export async function lookAgain(
  ctx: ActionContext,
  block: readonly Delivery[],
  signer: Pick<ApprovalSigner, 'verify'> = ctx.signer,
): Promise<Looked[]> {
  const [posts, approvals, channels, holds] = await Promise.all([
    ctx.stores.posts.listPostsById([...new Set(block.map((one) => one.postId))]),
    ctx.stores.approvals.listApprovalsById([...new Set(block.map((one) => one.approvalId))]),
    ctx.stores.channels.listChannels({ ids: [...new Set(block.map((one) => one.channelId))] }),
    ctx.stores.holds.listHoldsInForce(),
  ]);
  const intact = new Map(approvals.map((one) => [one.id, isApprovalIntact(one, signer)]));
  const carriers = await readCarriers(ctx, block, posts);
  const guard = await ctx.language.guard();
  const now = ctx.clock.now();
  return block.map((delivery) => {
    const post = posts.find((one) => one.id === delivery.postId) ?? null;
    const approval = approvals.find((one) => one.id === delivery.approvalId) ?? null;
    const channel = channels.find((one) => one.id === delivery.channelId) ?? null;
    const approvalIntact = intact.get(delivery.approvalId) ?? false;
    // An approval that was altered may not even be JSON: nothing is made of it.
    const content = approvalIntact && approval !== null ? contentOf(approval) : null;
    const sealed =
      content === null || channel === null
        ? null
        : sealPayload(content, delivery.language, channel);
    const check = decideLastCheck({
      delivery,
      post: post === null ? null : rehashed(post),
      approval,
      approvalIntact,
      channel,
      payloadSha256: sealed?.payloadSha256 ?? null,
      approvedTiming: timingOf(content, delivery),
      filedUnder: content === null || approval === null ? null : filingOf(approval),
      event: carriers.events.find((one) => one.id === post?.eventId) ?? null,
      release: carriers.releases.find((one) => one.eventId === post?.eventId) ?? null,
      holds,
      hasBlockedWords:
        sealed !== null &&
        hasBlockedWords(guard, sealed.payload, sealed.payloadSha256, delivery.language, now),
      now,
    });
    return { delivery, check, payload: sealed?.payload ?? null, channel, post, approval };
  });
}

function contentOf(approval: Approval): Content {
  return JSON.parse(approval.contentJson) as Content;
}

function filingOf(approval: Approval): FiledUnder | null {
  return statementOf(approval).filedUnder ?? null;
}

function timingOf(content: Content | null, delivery: Delivery): Timing | null {
  const target = content?.targets.find(
    (one) => one.channelId === delivery.channelId && one.language === delivery.language,
  );
  return target?.timing ?? null;
}

/** The post with its hash recomputed from its stored text, so that an altered row is found. */
function rehashed(post: Post): Post {
  return { ...post, contentSha256: sha256(post.contentJson) };
}

/**
 * The events that a block's deliveries name, wherever they name them, with the signals that are as
 * they were signed. Nothing is asked for a block that no event carries.
 */
async function readCarriers(
  ctx: ActionContext,
  block: readonly Delivery[],
  posts: readonly Post[],
): Promise<{ events: DeskEvent[]; releases: Release[] }> {
  const named = [...block, ...posts].flatMap(({ eventId }) => eventId ?? []);
  const ids = [...new Set(named)];
  if (ids.length === 0) return { events: [], releases: [] };
  const [events, releases] = await Promise.all([
    ctx.stores.events.listEventsById(ids),
    ctx.stores.events.listReleases(ids),
  ]);
  return { events, releases: releases.filter((one) => isReleaseIntact(one, ctx.signer)) };
}
