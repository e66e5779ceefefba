import { eventProblems } from '../../domain/events/event-problems.ts';
import { can, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Content } from '../../domain/posts/content.ts';
import { contentProblems } from '../../domain/posts/readiness.ts';
import type { PostClass, Topic } from '../../domain/posts/post.ts';
import type { ActionContext } from '../context.ts';
import { findCarrier } from '../events/find-carrier.ts';
import { guardProblems } from '../language/guard-problems.ts';
import { createPost } from './create-post.ts';
import { sealContent } from './seal-content.ts';
import { submitPost } from './submit-post.ts';

export type ImportLine = {
  /** Line number in the file, from 1. */
  line: number;
  unitId: string;
  topic: Topic;
  class: PostClass;
  content: Content;
  /** The event that carries the post. */
  eventId?: string | null;
};

export type ImportFault = {
  line: number;
  code: string;
  field: string;
  parameters: Record<string, string | number>;
};

/**
 * Checks every line first and writes nothing while one is at fault; then makes the posts, as drafts
 * or submitted. Approval is never part of an import.
 */
export async function importPosts(
  ctx: ActionContext,
  request: { actor: Actor; lines: readonly ImportLine[]; submit: boolean; dryRun: boolean },
): Promise<{ ok: true; postIds: string[] } | { ok: false; faults: ImportFault[] }> {
  const faults = await importFaults(ctx, request);
  if (faults.length > 0) return { ok: false, faults };
  if (request.dryRun) return { ok: true, postIds: [] };
  const postIds: string[] = [];
  for (const line of request.lines) {
    const created = await createPost(ctx, { actor: request.actor, ...line });
    if (!created.ok) return { ok: false, faults: [fault(line, created.reason, 'unit')] };
    postIds.push(created.post.id);
    if (!request.submit) continue;
    const submitted = await submitPost(ctx, {
      postId: created.post.id,
      actor: request.actor,
      revision: created.post.revision,
    });
    if (!submitted.ok) return { ok: false, faults: [fault(line, submitted.reason, 'post')] };
  }
  return { ok: true, postIds };
}

async function importFaults(
  ctx: ActionContext,
  { actor, lines, submit }: { actor: Actor; lines: readonly ImportLine[]; submit: boolean },
): Promise<ImportFault[]> {
  const channels = await ctx.stores.channels.listChannels({
    unitIds: scopeOf(actor, 'post.write'),
  });
  const now = ctx.clock.now();
  const checked = await Promise.all(
    lines.map(async (line) => {
      const faults: ImportFault[] = [];
      if (!can(actor, 'post.write', line.unitId)) faults.push(fault(line, 'forbidden', 'unit'));
      if (submit && !can(actor, 'post.submit', line.unitId))
        faults.push(fault(line, 'forbidden', 'submit'));
      const { content } = sealContent(line.content);
      // A submission looks among the channels of its own scope: what it would refuse is told here.
      const known =
        submit && can(actor, 'post.submit', line.unitId)
          ? channels.filter((channel) => can(actor, 'post.submit', channel.unitId))
          : channels;
      const problems = contentProblems(content, known, ctx.limits, now);
      const eventId = line.eventId ?? null;
      const event = await findCarrier(ctx, eventId, line.unitId);
      const seen = event !== null && can(actor, 'event.read', event.unitId) ? event : null;
      problems.push(...eventProblems(content, eventId, seen));
      if (submit) {
        const { unitId, topic } = line;
        problems.push(
          ...(await guardProblems(ctx, { content, unitId, topic, eventId, postId: null })),
        );
      }
      return [...faults, ...problems.map((problem) => ({ line: line.line, ...problem }))];
    }),
  );
  return checked.flat();
}

function fault(line: ImportLine, code: string, field: string): ImportFault {
  return { line: line.line, code, field, parameters: {} };
}
