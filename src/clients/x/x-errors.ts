import type { Retry } from '../../domain/deliveries/outcome.ts';
import { unknown, verdictByWire } from '../call-evidence.ts';
import type { CallEvidence, Verdict } from '../call-evidence.ts';
import { numberOf } from './x-allowance.ts';
import { platformErrors } from '../platform-errors.ts';
import type { ErrorMeaning, PlatformErrors } from '../platform-errors.ts';
import { asFields, asList, asText } from '../read-answer.ts';

/** Statuses that do not say whether the write was stored, beside every 5xx. */
const UNCLEAR_STATUSES = [408];
/** Whoever answers with one of these took nothing, whatever else the answer says. */
const CERTAIN_STATUSES = [401, 402, 413, 415, 420, 429];
/** X refuses with it, and tells several causes apart by the sentence alone. */
const FORBIDDEN = 403;

/**
 * Decides what a call to X that gave no post came to, by HTTP status, problem type and documented
 * code, never by a sentence. A refusal is one that X documents, in a form that X documents: whatever
 * else answers may stand between, before the post was made or after, and is `unknown`.
 */
export function classifyXFailure(
  evidence: CallEvidence,
  now: Date,
  table: PlatformErrors['x'] = platformErrors().x,
): Verdict {
  const byWire = verdictByWire(evidence);
  if (byWire !== null) return byWire;
  const status = evidence.status ?? 0;
  if (status >= 500 || UNCLEAR_STATUSES.includes(status)) return unknown('server-error');
  if (!isAnswerOfX(evidence) && !CERTAIN_STATUSES.includes(status)) {
    return unknown('answer-unreadable');
  }
  const meaning = meaningOf(evidence, table);
  if (meaning !== undefined) {
    return { kind: 'refused', reason: meaning.reason, retry: retryOf(meaning, evidence, now) };
  }
  return status === FORBIDDEN
    ? { kind: 'refused', reason: 'unlisted', retry: { kind: 'never' } }
    : unknown('answer-unlisted');
}

/** A problem, a list of errors, or the one error of its older addresses. */
export function isAnswerOfX({ body }: CallEvidence): boolean {
  const { title, type, detail, error, errors } = asFields(body);
  return (
    [title, type, detail, error].some((text) => asText(text) !== null) || asList(errors).length > 0
  );
}

/** X's own code of an answer: the problem type's last part, or the older number. */
export function xCodeOf(evidence: CallEvidence): string | null {
  return problemOf(evidence) ?? codesOf(evidence)[0] ?? null;
}

function meaningOf(evidence: CallEvidence, table: PlatformErrors['x']): ErrorMeaning | undefined {
  const problem = problemOf(evidence);
  if (problem !== null && table.problems[problem] !== undefined) return table.problems[problem];
  const code = codesOf(evidence).find((candidate) => table.codes[candidate] !== undefined);
  if (code !== undefined) return table.codes[code];
  return table.statuses[String(evidence.status)];
}

/** `https://api.x.com/2/problems/credits` and the older `…error-troubleshooting#credits`. */
function problemOf(evidence: CallEvidence): string | null {
  return problemName(asFields(evidence.body)['type']);
}

/** The name at the end of a problem type; null for `about:blank`, which names nothing. */
export function problemName(type: unknown): string | null {
  const text = asText(type);
  return text === null || !text.includes('/') ? null : asText(text.split(/[/#]/).at(-1));
}

function codesOf(evidence: CallEvidence): string[] {
  return asList(asFields(evidence.body)['errors'])
    .map((error) => asFields(error)['code'])
    .filter((code) => typeof code === 'number' || typeof code === 'string')
    .map(String);
}

function retryOf(meaning: ErrorMeaning, evidence: CallEvidence, now: Date): Retry {
  if (meaning.retry !== 'reset') return { kind: meaning.retry };
  if (asFields(evidence.body)['period'] === 'Monthly') return { kind: 'never' };
  const at = resetOf(evidence);
  return at !== null && at > now ? { kind: 'at', at } : { kind: 'later' };
}

/** The window that is used up decides; the 24-hour ones have headers of their own. */
function resetOf(evidence: CallEvidence): Date | null {
  const resets = ['x-rate-limit', 'x-app-limit-24hour', 'x-user-limit-24hour']
    .map((name) => ({
      remaining: numberOf(evidence.headers[`${name}-remaining`]),
      reset: numberOf(evidence.headers[`${name}-reset`]),
    }))
    .filter((limit) => limit.reset !== null && limit.remaining === 0)
    .map((limit) => limit.reset ?? 0);
  const only = numberOf(evidence.headers['x-rate-limit-reset']);
  const seconds = resets.length > 0 ? Math.max(...resets) : only;
  return seconds === null ? null : new Date(seconds * 1000);
}
