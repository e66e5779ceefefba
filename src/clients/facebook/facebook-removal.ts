import { rawAnswerOf } from '../call-evidence.ts';
import type { RemovalOutcome } from '../platform.ts';
import { asFields } from '../read-answer.ts';
import { classifyFacebookFailure, facebookCodeOf } from './facebook-errors.ts';
import { isGone } from './facebook-metrics.ts';
import type { FacebookPublishTools } from './facebook-publish.ts';

/** Removes a post of a Page, or a photo that no post shows; one that is gone already says so. */
export async function removeFromFacebook(
  id: string,
  { session, redact, now }: FacebookPublishTools,
): Promise<RemovalOutcome> {
  const { body, evidence } = await session.delete([id]);
  const raw = rawAnswerOf(evidence, facebookCodeOf(evidence), redact);
  if (isGone(evidence)) return { kind: 'gone', raw };
  const answer = asFields(body);
  if (body === true || answer['success'] === true) return { kind: 'removed', raw };
  return { ...classifyFacebookFailure(evidence, now()), raw };
}
