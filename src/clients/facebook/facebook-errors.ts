import type { Retry } from '../../domain/deliveries/outcome.ts';
import { unknown, verdictByWire } from '../call-evidence.ts';
import type { CallEvidence, Verdict } from '../call-evidence.ts';
import { platformErrors } from '../platform-errors.ts';
import type { ErrorMeaning, PlatformErrors } from '../platform-errors.ts';
import { asFields, asList } from '../read-answer.ts';

/** The Graph API's error object, as far as we judge by it. */
export type GraphError = { code: number; subcode: number | null };

/**
 * Decides what a call to the Graph API that made no object came to, by code and subcode, never by a
 * sentence. A refusal is one that Facebook documents, with a 4xx: other codes, every 5xx and what is
 * no answer of the Graph API do not say whether the write was stored, and are `unknown`.
 */
export function classifyFacebookFailure(
  evidence: CallEvidence,
  now: Date,
  table: PlatformErrors['facebook'] = platformErrors().facebook,
): Verdict {
  const byWire = verdictByWire(evidence);
  if (byWire !== null) return byWire;
  const status = evidence.status ?? 0;
  const error = graphErrorOf(evidence);
  const isUnclear = error !== null && table.unclearCodes.includes(error.code);
  if (isUnclear || status >= 500 || status === 408) return unknown('server-error');
  const meaning = error === null ? undefined : meaningOf(error, table);
  if (meaning !== undefined) {
    return { kind: 'refused', reason: meaning.reason, retry: retryOf(meaning, evidence, now) };
  }
  if (status === 429) return { kind: 'refused', reason: 'rate-limited', retry: { kind: 'later' } };
  return unknown(error === null ? 'answer-unreadable' : 'answer-unlisted');
}

export function graphErrorOf(evidence: CallEvidence): GraphError | null {
  const error = asFields(asFields(evidence.body)['error']);
  const code = error['code'];
  const subcode = error['error_subcode'];
  if (typeof code !== 'number') return null;
  return { code, subcode: typeof subcode === 'number' ? subcode : null };
}

/** `190/463`: the code and, when there is one, the subcode. */
export function facebookCodeOf(evidence: CallEvidence): string | null {
  const error = graphErrorOf(evidence);
  if (error === null) return null;
  return error.subcode === null ? String(error.code) : `${error.code}/${error.subcode}`;
}

function meaningOf(error: GraphError, table: PlatformErrors['facebook']): ErrorMeaning | undefined {
  const bySubcode = error.subcode === null ? undefined : table.subcodes[String(error.subcode)];
  return (
    bySubcode ??
    table.codes[String(error.code)] ??
    // Some answers carry a documented subcode in the place of the code.
    table.subcodes[String(error.code)] ??
    table.ranges.find(({ from, to }) => error.code >= from && error.code <= to)
  );
}

function retryOf(meaning: ErrorMeaning, evidence: CallEvidence, now: Date): Retry {
  if (meaning.retry !== 'reset') return { kind: meaning.retry };
  const minutes = minutesToRegainAccess(evidence);
  return minutes === null || minutes <= 0
    ? { kind: 'later' }
    : { kind: 'at', at: new Date(now.getTime() + minutes * 60_000) };
}

/** The longest wait that the usage header names, in minutes. */
function minutesToRegainAccess(evidence: CallEvidence): number | null {
  const header = evidence.headers['x-business-use-case-usage'];
  if (typeof header !== 'string') return null;
  const waits = Object.values(asFields(parseJson(header)))
    .flatMap(asList)
    .map((usage) => asFields(usage)['estimated_time_to_regain_access'])
    .filter((minutes) => typeof minutes === 'number');
  return waits.length === 0 ? null : Math.max(...waits);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
