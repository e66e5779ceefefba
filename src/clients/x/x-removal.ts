import { rawAnswerOf } from '../call-evidence.ts';
import type { RemovalOutcome } from '../platform.ts';
import { asFields } from '../read-answer.ts';
import type { XPublishTools } from './x-publish.ts';
import { classifyXFailure, isAnswerOfX, xCodeOf } from './x-errors.ts';

const NOT_FOUND = 404;

/**
 * Removes a post from X, which says `deleted` also of one that is gone already. What is unclear is
 * `unknown`: asking again harms nothing, but only a look tells whether it is still there.
 */
export async function removeFromX(
  postId: string,
  { session, redact, now }: Pick<XPublishTools, 'session' | 'redact' | 'now'>,
): Promise<RemovalOutcome> {
  const { evidence } = await session.run((v2) => v2.deleteTweet(postId));
  const raw = rawAnswerOf(evidence, xCodeOf(evidence), redact);
  const { status, complete } = evidence;
  if (status === NOT_FOUND && isAnswerOfX(evidence)) return { kind: 'gone', raw };
  const isDeleted = asFields(asFields(evidence.body)['data'])['deleted'] === true;
  if (status !== null && status < 300 && complete && isDeleted) return { kind: 'removed', raw };
  return { ...classifyXFailure(evidence, now()), raw };
}
