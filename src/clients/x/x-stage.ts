import { asNotPublished, rawAnswerOf } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
import { hashedChunks } from '../hashed-chunks.ts';
import type { StageCall, StageOutcome } from '../platform.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import type { Redact } from '../redact.ts';
import { classifyXFailure, xCodeOf } from './x-errors.ts';
import { isSuccess, stateOf, uploadVerdict, waitForProcessing } from './x-media.ts';
import type { XSession } from './x-session.ts';

/** X takes segments of up to 5 MB, a thousand of them (docs.x.com, chunked upload, 2026-11-26). */
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** A segment has a number, so that one that arrived twice is still one. */
const SEGMENT_TRIES = 3;
/** Media that are not used are kept for a day; an hour is left for the post itself. */
const GOOD_FOR_MS = 23 * 3_600_000;
const MARGIN_MS = 3_600_000;

type Tools = { session: XSession; redact: Redact; now: () => Date };

/**
 * Uploads a video to X in segments, hashing it as it goes by, and waits until X has processed it.
 * The handle is its media id. Nothing of this is public, so whatever fails here is a refusal.
 */
export async function stageXVideo(call: StageCall, tools: Tools): Promise<StageOutcome> {
  const { session } = tools;
  const { media, onProgress } = call;
  const failed = (evidence: CallEvidence): StageOutcome => refusalOf(call, evidence, tools);
  const begun = await session.run((v2) =>
    v2.post('media/upload/initialize', {
      media_type: media.mimeType,
      total_bytes: media.bytes,
      media_category: 'tweet_video',
    }),
  );
  const mediaId = asText(asFields(asFields(begun.evidence.body)['data'])['id']);
  if (!isSuccess(begun.evidence) || mediaId === null) return failed(begun.evidence);
  const { chunks, sha256 } = hashedChunks(media.open(), SEGMENT_BYTES);
  let segment = 0;
  let sent = 0;
  for await (const chunk of chunks) {
    const evidence = await append(session, mediaId, segment, chunk);
    if (!isSuccess(evidence)) return failed(evidence);
    segment += 1;
    sent += chunk.length;
    onProgress({ stage: 'uploading', percent: Math.floor((sent / media.bytes) * 100) });
  }
  if (sha256() !== media.sha256) return { kind: 'altered' };
  const ended = await session.run((v2) => v2.post(`media/upload/${mediaId}/finalize`));
  if (!isSuccess(ended.evidence)) return failed(ended.evidence);
  const processed = await waitForProcessing(session, mediaId, ended.evidence, (percent) => {
    onProgress({ stage: 'processing', percent });
  });
  if (stateOf(processed) === 'failed' || !isSuccess(processed)) return failed(processed);
  const seconds = asCount(asFields(asFields(ended.evidence.body)['data'])['expires_after_secs']);
  const goodForMs = seconds === null ? GOOD_FOR_MS : Math.max(0, seconds * 1000 - MARGIN_MS);
  return { kind: 'staged', handle: mediaId, goodForMs };
}

async function append(
  session: XSession,
  mediaId: string,
  segment: number,
  chunk: Buffer,
): Promise<CallEvidence> {
  for (let attempt = 1; ; attempt += 1) {
    const { evidence } = await session.run((v2) =>
      v2.post(
        `media/upload/${mediaId}/append`,
        { segment_index: segment, media: chunk },
        { forceBodyMode: 'form-data' },
      ),
    );
    const isUnclear = evidence.status === null || evidence.status >= 500;
    if (!isUnclear || attempt >= SEGMENT_TRIES || session.signal.aborted) return evidence;
  }
}

function refusalOf(call: StageCall, evidence: CallEvidence, { redact, now }: Tools): StageOutcome {
  if (call.signal.aborted) return { kind: 'stopped' };
  const verdict =
    stateOf(evidence) === 'failed'
      ? uploadVerdict(evidence, now())
      : asNotPublished(classifyXFailure(evidence, now()));
  const isBadMedia = verdict.reason === 'invalid-request';
  return {
    ...verdict,
    ...(isBadMedia ? { reason: 'media-rejected' as const } : {}),
    raw: rawAnswerOf(evidence, xCodeOf(evidence), redact),
  };
}
