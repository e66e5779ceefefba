import type { Approval } from '../../domain/approvals/approval.ts';
import { inWaitingOrder } from '../../domain/approvals/waiting-order.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import type { LocatedFinding } from '../../domain/language/check-content.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Content } from '../../domain/posts/content.ts';
import type { Post, Revision } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { guardContent } from '../language/guard-content.ts';
import { isHiddenFrom } from '../events/embargo.ts';

export type ApprovalFacts = {
  post: Post;
  unit: Unit | null;
  channels: Channel[];
  deliveries: Delivery[];
  revisions: Revision[];
  approvals: Approval[];
  /** The event that carries it. */
  event: DeskEvent | null;
  /** An earlier state of the content to compare with; null when there is none. */
  before: EarlierContent | null;
  /** What waits on this person, in order, this post included when it does. */
  waiting: Post[];
  names: Map<string, string>;
  /** What the language guard says of it now. */
  findings: LocatedFinding[];
};

export type EarlierContent = {
  kind: 'approved' | 'seen';
  content: Content;
  revision: number;
  at: Date;
};

/**
 * Everything an approver must see of a post before deciding. `seenRevision` compares with what the
 * approver's page showed instead of with the last approval. Null when the actor may not read it.
 */
export async function loadApprovalPage(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer' | 'language'>,
  request: { postId: string; actor: Actor; seenRevision?: number },
): Promise<ApprovalFacts | null> {
  const { stores } = ctx;
  const { actor } = request;
  const post = await stores.posts.findPost(request.postId, scopeOf(actor, 'post.read'));
  if (post === null || (await isHiddenFrom(ctx, actor, post))) return null;
  const [units, channels, deliveries, revisions, approvals, event, submitted] = await Promise.all([
    stores.units.listUnits(),
    stores.channels.listChannels({ ids: post.content.targets.map((one) => one.channelId) }),
    stores.deliveries.listDeliveriesOfPosts([post.id]),
    stores.posts.listRevisions(post.id),
    stores.approvals.listApprovalsOfPost(post.id),
    post.eventId === null ? null : stores.events.findEvent(post.eventId),
    stores.posts.listSubmitted(scopeOf(actor, 'post.approve')),
  ]);
  const people = await stores.people.listPeople({
    ids: [
      ...post.contributors,
      post.createdBy,
      post.submittedBy ?? '',
      event?.releaserId ?? '',
      event?.deputyId ?? '',
    ],
  });
  const { findings } = await guardContent(ctx, { ...post, postId: post.id });
  return {
    post,
    unit: units.find((unit) => unit.id === post.unitId) ?? null,
    channels,
    deliveries,
    revisions,
    approvals,
    event,
    before:
      seenContent(post, revisions, request.seenRevision) ?? lastApprovedContent(post, approvals),
    waiting: inWaitingOrder(submitted.filter((one) => !one.contributors.includes(actor.personId))),
    names: new Map(people.map((person) => [person.id, person.name])),
    findings,
  };
}

function seenContent(
  post: Post,
  revisions: readonly Revision[],
  seen: number | undefined,
): EarlierContent | null {
  const revision = revisions.find((one) => one.n === seen);
  if (revision === undefined || revision.n === post.revision) return null;
  const content = JSON.parse(revision.contentJson) as Content;
  return { kind: 'seen', content, revision: revision.n, at: revision.savedAt };
}

function lastApprovedContent(post: Post, approvals: readonly Approval[]): EarlierContent | null {
  const last = approvals.findLast((one) => one.contentSha256 !== post.contentSha256);
  if (last === undefined) return null;
  const content = JSON.parse(last.contentJson) as Content;
  return { kind: 'approved', content, revision: last.revision, at: last.approvedAt };
}
