import { sleep } from '../../lib/clock.ts';
import { asNotPublished, rawAnswerOf } from '../call-evidence.ts';
import type { Verdict } from '../call-evidence.ts';
import { hashedChunks } from '../hashed-chunks.ts';
import type { StageCall, StageOutcome } from '../platform.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import { classifyFacebookFailure, facebookCodeOf } from './facebook-errors.ts';
import { removeStaged } from './facebook-publish.ts';
import type { FacebookPublishTools } from './facebook-publish.ts';
import type { GraphResult, GraphSession } from './graph-session.ts';

/** Facebook names the part that it wants next; a part of ours is never larger than this. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const CHUNK_TRIES = 3;
const STATUS_WAIT_MS = 2_000;
/** Facebook keeps an unpublished video; a week later it is uploaded anew. */
const GOOD_FOR_MS = 7 * 86_400_000;
const REJECTED: Verdict & { kind: 'refused' } = {
  kind: 'refused',
  reason: 'media-rejected',
  retry: { kind: 'never' },
};

/**
 * Uploads a video to a Page by the resumable upload, unpublished, hashing it as it goes by, and
 * waits until Facebook has processed it. The handle is the video's id. The public sees nothing of
 * it before the call that publishes, so whatever fails here is a refusal.
 */
export async function stageFacebookVideo(
  call: StageCall,
  tools: FacebookPublishTools,
  signal: AbortSignal,
): Promise<StageOutcome> {
  const { session } = tools;
  const path = [call.accountId, 'videos'];
  const begun = await session.post(path, { upload_phase: 'start', file_size: call.media.bytes });
  const start = asFields(begun.body);
  const upload = asText(start['upload_session_id']);
  const videoId = asText(start['video_id']);
  if (upload === null || videoId === null) return refusalOf(call, begun, tools);
  await call.onStaged?.(videoId);
  const outcome = await uploadAll(call, tools, signal, { path, upload, videoId });
  // Unseen and of no use: gone, or it would stay among the Page's unpublished videos.
  if (outcome.kind !== 'staged') await removeStaged(session, [videoId]);
  return outcome;
}

async function uploadAll(
  call: StageCall,
  tools: FacebookPublishTools,
  signal: AbortSignal,
  { path, upload, videoId }: { path: string[]; upload: string; videoId: string },
): Promise<StageOutcome> {
  const { session } = tools;
  const { media, onProgress } = call;
  const { chunks, sha256 } = hashedChunks(media.open(), CHUNK_BYTES);
  let offset = 0;
  for await (const chunk of chunks) {
    const sent = await transfer(session, signal, { path, upload, offset, chunk });
    if (sent.body === undefined) return refusalOf(call, sent, tools);
    offset += chunk.length;
    // What Facebook wants next is what we have next, or the two of us speak of different files.
    if (Number(asFields(sent.body)['start_offset']) !== offset) return refusalOf(call, sent, tools);
    onProgress({ stage: 'uploading', percent: Math.floor((offset / media.bytes) * 100) });
  }
  if (sha256() !== media.sha256) return { kind: 'altered' };
  const ended = await session.post(path, {
    upload_phase: 'finish',
    upload_session_id: upload,
    published: false,
  });
  if (asFields(ended.body)['success'] !== true) return refusalOf(call, ended, tools);
  return waitForProcessing(call, tools, signal, videoId);
}

/** An offset makes a part that was sent twice one part. */
async function transfer(
  session: GraphSession,
  signal: AbortSignal,
  part: { path: string[]; upload: string; offset: number; chunk: Buffer },
): Promise<GraphResult> {
  for (let attempt = 1; ; attempt += 1) {
    const form = new FormData();
    form.set('upload_phase', 'transfer');
    form.set('upload_session_id', part.upload);
    form.set('start_offset', String(part.offset));
    const bytes = new Blob([new Uint8Array(part.chunk)], { type: 'application/octet-stream' });
    form.set('video_file_chunk', bytes, 'chunk.mp4');
    const result = await session.post(part.path, form);
    const { status } = result.evidence;
    const isUnclear =
      status === null || status >= 500 || (status < 300 && result.body === undefined);
    if (!isUnclear || attempt >= CHUNK_TRIES || signal.aborted) return result;
  }
}

async function waitForProcessing(
  call: StageCall,
  tools: FacebookPublishTools,
  signal: AbortSignal,
  videoId: string,
): Promise<StageOutcome> {
  for (;;) {
    const asked = await tools.session.get([videoId], { fields: 'status' });
    if (asked.body === undefined) return refusalOf(call, asked, tools);
    const status = asFields(asFields(asked.body)['status']);
    const word = asText(status['video_status']);
    if (word === 'ready') return { kind: 'staged', handle: videoId, goodForMs: GOOD_FOR_MS };
    if (word !== 'processing' && word !== 'uploading' && word !== 'upload_complete') {
      return refusalOf(call, asked, tools, REJECTED);
    }
    const percent = asCount(status['processing_progress']) ?? 0;
    call.onProgress({ stage: 'processing', percent });
    await sleep(STATUS_WAIT_MS, signal);
    if (signal.aborted) return refusalOf(call, asked, tools);
  }
}

function refusalOf(
  call: StageCall,
  { evidence }: GraphResult,
  { redact, now }: FacebookPublishTools,
  known?: Verdict & { kind: 'refused' },
): StageOutcome {
  if (call.signal.aborted) return { kind: 'stopped' };
  const verdict = known ?? asNotPublished(classifyFacebookFailure(evidence, now()));
  const isBadMedia = verdict.reason === 'invalid-request';
  return {
    ...verdict,
    ...(isBadMedia ? { reason: 'media-rejected' as const } : {}),
    raw: rawAnswerOf(evidence, facebookCodeOf(evidence), redact),
  };
}
