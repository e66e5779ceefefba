import { allow, refuse } from '../../domain/decision.ts';
import { eventProblems } from '../../domain/events/event-problems.ts';
import type { Media } from '../../domain/media/media.ts';
import { scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import { decideSubmission } from '../../domain/posts/decide.ts';
import type { PostRefusal } from '../../domain/posts/decide.ts';
import { guardSaved } from '../language/guard-problems.ts';
import { contentProblems, mediaProblems } from '../../domain/posts/readiness.ts';
import type { ContentProblem } from '../../domain/posts/readiness.ts';
import { titleOf } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { findCarrier } from '../events/find-carrier.ts';
import { composeNotices, peopleWho } from '../notices/compose-notices.ts';
import { auditEntry } from '../records/audit-entry.ts';
import { changePost } from './change-post.ts';
import type { Refused } from './change-post.ts';

export type SubmitOutcome =
  | { ok: true; post: Post }
  | Refused<PostRefusal>
  | { ok: false; reason: 'not-ready'; problems: ContentProblem[] };

/** Hands a post to the approvers; refuses one that could not go out as it stands. */
export async function submitPost(
  ctx: ActionContext,
  request: { postId: string; actor: Actor; revision: number },
): Promise<SubmitOutcome> {
  const { actor } = request;
  let problems: ContentProblem[] = [];
  const guarded = await guardSaved(ctx, request.postId, scopeOf(actor, 'post.read'));
  const outcome = await changePost<PostRefusal | 'not-ready'>(ctx, request, async (post) => {
    const decision = decideSubmission(post, actor, request.revision);
    if (!decision.ok) return decision;
    if (post.contentSha256 !== guarded?.contentSha256) return refuse('stale-revision');
    const channels = await ctx.stores.channels.listChannels({
      ids: post.content.targets.map((target) => target.channelId),
      unitIds: scopeOf(actor, 'post.submit'),
    });
    const now = ctx.clock.now();
    problems = [
      ...contentProblems(post.content, channels, ctx.limits, now),
      ...mediaProblems(post.content, await mediaHeldBy(ctx, post), channels, ctx.videoLimits),
      ...eventProblems(
        post.content,
        post.eventId,
        await findCarrier(ctx, post.eventId, post.unitId),
      ),
      ...guarded.problems,
    ];
    if (problems.length > 0) return refuse('not-ready');
    const approvers = await peopleWho(ctx, 'post.approve', post.unitId, post.contributors);
    return allow({
      post: {
        ...post,
        state: decision.value.state,
        stateSince: now,
        submittedBy: actor.personId,
        submittedAt: now,
        returnReason: null,
        updatedAt: now,
      },
      entries: [
        auditEntry(ctx, actor, {
          action: 'post.submitted',
          objectType: 'post',
          objectId: post.id,
          unitId: post.unitId,
          after: post.contentSha256,
          detail: { revision: post.revision },
        }),
      ],
      notices: composeNotices(
        ctx,
        approvers.map((person) => person.id),
        {
          kind: 'post-submitted',
          postId: post.id,
          parameters: { title: titleOf(post.content, 'vi'), by: actor.name },
        },
      ),
    });
  });
  if (!outcome.ok && outcome.reason === 'not-ready') {
    return { ok: false, reason: 'not-ready', problems };
  }
  return outcome as { ok: true; post: Post } | Refused<PostRefusal>;
}

async function mediaHeldBy(ctx: ActionContext, post: Post): Promise<Map<string, Media>> {
  const sha256 = Object.values(post.content.versions).flatMap(({ media }) =>
    media.map((one) => one.sha256),
  );
  if (sha256.length === 0) return new Map();
  const held = await ctx.stores.media.listMedia({ unitIds: [post.unitId], sha256 });
  return new Map(held.map((one) => [one.sha256, one]));
}
