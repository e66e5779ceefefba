import type { LocatedFinding } from '../../domain/language/check-content.ts';
import { objectionsOf } from '../../domain/language/override.ts';
import type { ContentProblem } from '../../domain/posts/readiness.ts';
import type { ActionContext } from '../context.ts';
import { guardContent } from './guard-content.ts';
import type { Guarded } from './guard-content.ts';

/**
 * What the language guard has against a post: words that must not go out, and warnings that pass
 * only with a reason that nobody wrote yet.
 */
export async function guardProblems(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'language'>,
  guarded: Guarded,
): Promise<ContentProblem[]> {
  const { findings } = await guardContent(ctx, guarded);
  const { blocked, unanswered } = objectionsOf(findings, guarded.content.reasons);
  return [
    // How long a text is, is judged by what is sent: with its link, part by part.
    ...blocked
      .filter(({ rule }) => !/^length\..*-too-long$/.test(rule))
      .map((finding) => problem('guard-blocked', finding)),
    ...unanswered.map((finding) => problem('guard-unanswered', finding)),
  ];
}

/**
 * The same for a post as it is saved, read before the transaction that will decide on it: what is
 * guarded is named by its hash, for somebody may save in between.
 */
export async function guardSaved(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'language'>,
  postId: string,
  unitIds: readonly string[],
): Promise<{ contentSha256: string; problems: ContentProblem[] } | null> {
  const post = await ctx.stores.posts.findPost(postId, unitIds);
  if (post === null) return null;
  const problems = await guardProblems(ctx, { ...post, postId: post.id });
  return { contentSha256: post.contentSha256, problems };
}

function problem(
  code: 'guard-blocked' | 'guard-unanswered',
  { field, excerpt, message, parameters }: LocatedFinding,
): ContentProblem {
  return { code, field, parameters: { ...parameters, excerpt, message } };
}
