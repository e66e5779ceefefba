import { EUploadMimeType } from 'twitter-api-v2';
import { sleep } from '../../lib/clock.ts';
import { asNotPublished, UNSENT } from '../call-evidence.ts';
import type { CallEvidence, Verdict } from '../call-evidence.ts';
import type { PublishMedia } from '../platform.ts';
import { asCount, asFields, asText } from '../read-answer.ts';
import type { Fields } from '../read-answer.ts';
import { classifyXFailure } from './x-errors.ts';
import type { XSession } from './x-session.ts';

const STATUS_WAIT_MS = 1000;
const MOST_STATUS_WAIT_MS = 15_000;
type Refused = Verdict & { kind: 'refused' };
const REJECTED: Refused = { kind: 'refused', reason: 'media-rejected', retry: { kind: 'never' } };

export type XMediaResult =
  { ok: true; mediaId: string } | { ok: false; verdict: Refused; evidence: CallEvidence };

/**
 * Uploads one image in chunks, waits until X has processed it, and gives it its alt text. Nothing
 * is published by this, so whatever fails here is a refusal.
 */
export async function uploadXMedia(
  session: XSession,
  media: PublishMedia,
  now: () => Date,
): Promise<XMediaResult> {
  const type = Object.values(EUploadMimeType).find((known: string) => known === media.mimeType);
  if (type === undefined) return failed(REJECTED, UNSENT);
  const upload = await session.run((v2) =>
    v2.uploadMedia(Buffer.from(media.bytes), { media_type: type }),
  );
  if (!upload.ok) return failed(uploadVerdict(upload.evidence, now()), upload.evidence);
  const mediaId = upload.value;
  const processed = await waitForProcessing(session, mediaId, upload.evidence);
  if (stateOf(processed) === 'failed' || !isSuccess(processed)) {
    return failed(uploadVerdict(processed, now()), processed);
  }
  if (media.alt === '') return { ok: true, mediaId };
  const described = await session.run((v2) =>
    v2.createMediaMetadata(mediaId, { alt_text: { text: media.alt } }),
  );
  if (described.ok) return { ok: true, mediaId };
  return failed(asNotPublished(classifyXFailure(described.evidence, now())), described.evidence);
}

function failed(verdict: Refused, evidence: CallEvidence): XMediaResult {
  return { ok: false, verdict, evidence };
}

/** The library stops waiting when X names no time to look again, so the last word is asked here. */
export async function waitForProcessing(
  session: XSession,
  mediaId: string,
  last: CallEvidence,
  onProgress: (percent: number) => void = () => undefined,
): Promise<CallEvidence> {
  let evidence = last;
  while (['pending', 'in_progress'].includes(stateOf(evidence) ?? '')) {
    onProgress(percentOf(evidence));
    await sleep(waitOf(evidence), session.signal);
    if (session.signal.aborted) return { ...evidence, status: null, timedOut: true };
    const asked = await session.run((v2) =>
      v2.get('media/upload', { command: 'STATUS', media_id: mediaId }),
    );
    evidence = asked.evidence;
  }
  return evidence;
}

export function uploadVerdict(evidence: CallEvidence, now: Date): Refused {
  if (stateOf(evidence) === 'failed') {
    return REJECTED;
  }
  const verdict = asNotPublished(classifyXFailure(evidence, now));
  // While an image goes up, a request that X calls invalid is an image that X does not take.
  return verdict.reason === 'invalid-request' ? { ...verdict, reason: 'media-rejected' } : verdict;
}

export function stateOf(evidence: CallEvidence): string | null {
  return asText(processingOf(evidence)['state']);
}

function percentOf(evidence: CallEvidence): number {
  return asCount(processingOf(evidence)['progress_percent']) ?? 0;
}

/** X says when to ask again; a word that it does not keep must not make us wait for long. */
function waitOf(evidence: CallEvidence): number {
  const seconds = asCount(processingOf(evidence)['check_after_secs']) ?? 0;
  return Math.min(Math.max(seconds * 1000, STATUS_WAIT_MS), MOST_STATUS_WAIT_MS);
}

function processingOf(evidence: CallEvidence): Fields {
  return asFields(asFields(asFields(evidence.body)['data'])['processing_info']);
}

export function isSuccess(evidence: CallEvidence): boolean {
  return evidence.status !== null && evidence.status >= 200 && evidence.status < 300;
}
