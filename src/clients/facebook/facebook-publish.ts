import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { asNotPublished, rawAnswerOf, refusedHere } from '../call-evidence.ts';
import type { CallEvidence, Verdict } from '../call-evidence.ts';
import type { PublishCall, PublishMedia } from '../platform.ts';
import { asFields, asText } from '../read-answer.ts';
import type { Redact } from '../redact.ts';
import { startDeadline } from '../with-deadline.ts';
import { facebookAllowance } from './facebook-allowance.ts';
import { classifyFacebookFailure, facebookCodeOf } from './facebook-errors.ts';
import type { GraphResult, GraphSession } from './graph-session.ts';

const TIDY_DEADLINE_MS = 5000;
const PERMALINK_DEADLINE_MS = 3000;

export type FacebookPublishTools = { session: GraphSession; redact: Redact; now: () => Date };

/**
 * Sends one payload to a Page: a text or link post, one photo, or several photos that are staged
 * unpublished first. Only the one call that publishes can end `unknown`.
 */
export function publishToFacebook(
  call: PublishCall,
  tools: FacebookPublishTools,
): Promise<PublishOutcome> {
  const { payload, media } = call;
  if (payload.kind === 'video') return publishVideo(call, tools);
  const complete =
    payload.media.length === media.length &&
    payload.media.every((ref, index) => ref.sha256 === media[index]?.sha256);
  if (!complete) return Promise.resolve(refusedHere('media-missing', 'media-not-given'));
  // A Page has no threads; a part that answers another one must not go out as a post of its own.
  if (call.replyTo !== undefined) {
    return Promise.resolve(refusedHere('invalid-request', 'no-threads-here'));
  }
  const [first] = media;
  if (first === undefined) return publishFeed(call, tools, []);
  return media.length === 1 ? publishPhoto(call, first, tools) : publishAlbum(call, tools);
}

async function publishFeed(
  call: PublishCall,
  tools: FacebookPublishTools,
  photoIds: string[],
): Promise<PublishOutcome> {
  const { session } = tools;
  const { text, link } = call.payload;
  const result = await session.createFeed(call.accountId, ['permalink_url'], {
    ...(text === '' ? {} : { message: text }),
    ...(link === null ? {} : { link }),
    ...(photoIds.length === 0
      ? {}
      : { attached_media: photoIds.map((id) => ({ media_fbid: id })) }),
  });
  const body = asFields(result.body);
  const id = asText(body['id']);
  if (id === null) return notAccepted(result, tools);
  const permalink = asText(body['permalink_url']) ?? (await readPermalink(session, id));
  return accepted(id, permalink, result.evidence, tools);
}

async function publishPhoto(
  call: PublishCall,
  photo: PublishMedia,
  tools: FacebookPublishTools,
): Promise<PublishOutcome> {
  const { session } = tools;
  const form = photoForm(photo);
  if (call.payload.text !== '') form.set('message', call.payload.text);
  const result = await session.post([call.accountId, 'photos'], form);
  const body = asFields(result.body);
  const named = asText(body['post_id']);
  if (named !== null) {
    return accepted(named, await readPermalink(session, named), result.evidence, tools);
  }
  // The photo alone is no post: by its id nobody would find again what the public sees.
  const photoId = asText(body['id']);
  if (photoId === null) return notAccepted(result, tools);
  const { id, permalink } = await readPostOf(session, call.accountId, photoId, 'page_story_id');
  if (id === null) return notAccepted(result, tools);
  return accepted(id, permalink, result.evidence, tools);
}

/**
 * A video was uploaded unpublished and processed before: this one call makes it a post of the Page,
 * with its text. The answer says no more than `success`, so the post's id is asked for.
 */
async function publishVideo(
  call: PublishCall,
  tools: FacebookPublishTools,
): Promise<PublishOutcome> {
  const { session } = tools;
  const videoId = call.staged;
  if (videoId === undefined) return refusedHere('media-missing', 'video-not-staged');
  const { text } = call.payload;
  const result = await session.post([videoId], {
    published: true,
    ...(text === '' ? {} : { description: text }),
  });
  if (asFields(result.body)['success'] !== true) return notAccepted(result, tools);
  const { id, permalink } = await readPostOf(session, call.accountId, videoId, 'post_id');
  if (id === null) return notAccepted(result, tools);
  return accepted(id, permalink, result.evidence, tools);
}

/** The post that a medium became; a post is named with its Page, some media name it without. */
async function readPostOf(
  session: GraphSession,
  pageId: string,
  mediumId: string,
  field: 'post_id' | 'page_story_id',
): Promise<{ id: string | null; permalink: string | null }> {
  const deadline = startDeadline(PERMALINK_DEADLINE_MS);
  try {
    const read = session.under(deadline.signal);
    const medium = asFields((await read.get([mediumId], { fields: field })).body);
    const postId = asText(medium[field]);
    if (postId === null) return { id: null, permalink: null };
    const id = postId.includes('_') ? postId : `${pageId}_${postId}`;
    const post = await read.get([id], { fields: 'permalink_url' });
    return { id, permalink: asText(asFields(post.body)['permalink_url']) };
  } finally {
    deadline.end();
  }
}

async function publishAlbum(
  call: PublishCall,
  tools: FacebookPublishTools,
): Promise<PublishOutcome> {
  const { session, now } = tools;
  const staged: string[] = [];
  for (const photo of call.media) {
    const form = photoForm(photo);
    form.set('published', 'false');
    const result = await session.post([call.accountId, 'photos'], form);
    const id = asText(asFields(result.body)['id']);
    if (id === null) {
      await removeStaged(session, staged);
      const verdict = asNotPublished(classifyFacebookFailure(result.evidence, now()));
      return outcomeOf(verdict, result.evidence, tools);
    }
    staged.push(id);
    await call.onStaged?.(id);
  }
  const stopped = await call.lastCheck?.();
  const outcome = stopped ?? (await publishFeed(call, tools, staged));
  // After an unclear answer the post may be there, and it would lose its photos.
  if (outcome.kind === 'refused') await removeStaged(session, staged);
  return outcome;
}

/** As a form: what the SDK calls its file argument sends an empty body (24.0.1, 2026-11-22). */
function photoForm(photo: PublishMedia): FormData {
  const form = new FormData();
  const extension = photo.mimeType.split('/').at(-1) ?? 'bin';
  const bytes = new Blob([Buffer.from(photo.bytes)], { type: photo.mimeType });
  form.set('source', bytes, `photo.${extension}`);
  if (photo.alt !== '') form.set('alt_text_custom', photo.alt);
  return form;
}

/** Unpublished photos are seen by nobody, so what cannot be removed is only untidy. */
export async function removeStaged(session: GraphSession, photoIds: string[]): Promise<void> {
  const deadline = startDeadline(TIDY_DEADLINE_MS);
  try {
    const tidy = session.under(deadline.signal);
    for (const id of photoIds) await tidy.delete([id]);
  } finally {
    deadline.end();
  }
}

/** For an answer that names the post without an address; that it cannot be read harms nothing. */
async function readPermalink(session: GraphSession, postId: string): Promise<string | null> {
  const deadline = startDeadline(PERMALINK_DEADLINE_MS);
  try {
    const { body } = await session
      .under(deadline.signal)
      .get([postId], { fields: 'permalink_url' });
    return asText(asFields(body)['permalink_url']);
  } finally {
    deadline.end();
  }
}

function accepted(
  id: string,
  permalink: string | null,
  evidence: CallEvidence,
  { redact, now }: FacebookPublishTools,
): PublishOutcome {
  const raw = rawAnswerOf(evidence, null, redact);
  return { kind: 'accepted', platformPostId: id, permalink, raw, ...allowanceOf(evidence, now) };
}

function allowanceOf(evidence: CallEvidence, now: () => Date): Pick<PublishOutcome, 'allowance'> {
  const allowance = facebookAllowance(evidence.headers, now());
  return allowance === null ? {} : { allowance };
}

function notAccepted({ evidence }: GraphResult, tools: FacebookPublishTools): PublishOutcome {
  return outcomeOf(classifyFacebookFailure(evidence, tools.now()), evidence, tools);
}

function outcomeOf(
  verdict: Verdict,
  evidence: CallEvidence,
  { redact, now }: FacebookPublishTools,
): PublishOutcome {
  const raw = rawAnswerOf(evidence, facebookCodeOf(evidence), redact);
  return { ...verdict, raw, ...allowanceOf(evidence, now) };
}
