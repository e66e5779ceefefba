import type { SendTweetV2Params } from 'twitter-api-v2';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { rawAnswerOf, refusedHere } from '../call-evidence.ts';
import type { CallEvidence, Verdict } from '../call-evidence.ts';
import type { PublishCall } from '../platform.ts';
import { asFields, asText } from '../read-answer.ts';
import type { Redact } from '../redact.ts';
import { xAllowance } from './x-allowance.ts';
import { classifyXFailure, xCodeOf } from './x-errors.ts';
import { uploadXMedia } from './x-media.ts';
import type { XSession } from './x-session.ts';

/** X takes four images with a post (docs.x.com, 2026-11-22). */
const MEDIA_LIMIT = 4;

export type XPublishTools = {
  session: XSession;
  redact: Redact;
  now: () => Date;
  permalinkOf: (postId: string) => string | null;
};

/**
 * Sends one payload to X: images and their alt texts first, then the one call that publishes; a
 * video was uploaded before. Only the publishing call can end `unknown`.
 */
export async function publishToX(call: PublishCall, tools: XPublishTools): Promise<PublishOutcome> {
  const { session, redact, now } = tools;
  const fault = mediaFault(call);
  if (fault !== null) return fault;
  const mediaIds: string[] = call.staged === undefined ? [] : [call.staged];
  for (const media of call.media) {
    const uploaded = await uploadXMedia(session, media, now);
    if (!uploaded.ok) return outcomeOf(uploaded.verdict, uploaded.evidence, redact);
    mediaIds.push(uploaded.mediaId);
  }
  const stopped = call.media.length === 0 ? null : await call.lastCheck?.();
  if (stopped) return stopped;
  const post: SendTweetV2Params = { text: call.payload.text };
  if (mediaIds.length > 0) {
    post.media = { media_ids: mediaIds as [string] };
  }
  if (call.replyTo !== undefined) post.reply = { in_reply_to_tweet_id: call.replyTo };
  const { evidence } = await session.run((v2) => v2.tweet(post));
  const id = postIdOf(evidence);
  if (id !== null) {
    return {
      kind: 'accepted',
      platformPostId: id,
      permalink: tools.permalinkOf(id),
      raw: rawAnswerOf(evidence, null, redact),
      ...allowanceOf(evidence),
    };
  }
  return outcomeOf(classifyXFailure(evidence, now()), evidence, redact);
}

function postIdOf(evidence: CallEvidence): string | null {
  const { status } = evidence;
  if (status === null || status < 200 || status >= 300) return null;
  return asText(asFields(asFields(evidence.body)['data'])['id']);
}

function mediaFault(call: PublishCall): PublishOutcome | null {
  if (call.payload.kind === 'video') {
    return call.staged === undefined ? refusedHere('media-missing', 'video-not-staged') : null;
  }
  if (call.media.length > MEDIA_LIMIT) return refusedHere('invalid-request', 'too-many-images');
  const complete =
    call.payload.media.length === call.media.length &&
    call.payload.media.every((ref, index) => ref.sha256 === call.media[index]?.sha256);
  return complete ? null : refusedHere('media-missing', 'media-not-given');
}

function outcomeOf(verdict: Verdict, evidence: CallEvidence, redact: Redact): PublishOutcome {
  const raw = rawAnswerOf(evidence, xCodeOf(evidence), redact);
  return { ...verdict, raw, ...allowanceOf(evidence) };
}

function allowanceOf(evidence: CallEvidence): Pick<PublishOutcome, 'allowance'> {
  const allowance = xAllowance(evidence.headers);
  return allowance === null ? {} : { allowance };
}
