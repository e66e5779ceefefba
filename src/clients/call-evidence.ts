import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type {
  PublishOutcome,
  RawAnswer,
  RefusalReason,
  Retry,
  UnknownReason,
} from '../domain/deliveries/outcome.ts';
import { STOPPED, watchedAgent } from './outbound-agent.ts';
import type { MayGo, OutboundAgent } from './outbound-agent.ts';
import type { RemovalOutcome } from './platform.ts';
import type { Redact } from './redact.ts';

/** What one HTTP call is known to have done, taken from the wire and not from an SDK's errors. */
export type CallEvidence = {
  /** Whether a connection stood: without one, not a byte of the request left this machine. */
  connected: boolean;
  /** Null when no answer began. */
  status: number | null;
  headers: IncomingHttpHeaders;
  /** Whether the whole answer arrived. */
  complete: boolean;
  text: string | null;
  /** The parsed answer; undefined when it is not JSON. */
  body: unknown;
  /** The system's code for a connection that failed, for example `ECONNRESET`. */
  errorCode: string | null;
  timedOut: boolean;
};

/** The evidence of a call that was never made. */
export const UNSENT: CallEvidence = {
  connected: false,
  status: null,
  headers: {},
  complete: false,
  text: null,
  body: undefined,
  errorCode: null,
  timedOut: false,
};

/** Listens to one request at a time; a new one makes it forget the one before. */
export type CallRecorder = {
  /** The platform's agent, for the calls that are to be listened to. */
  agent: Agent;
  reset(): void;
  evidence(timedOut?: boolean): CallEvidence;
};

export function createCallRecorder(agent: OutboundAgent, mayGo?: MayGo): CallRecorder {
  let connected = false;
  let response: IncomingMessage | null = null;
  let errorCode: string | null = null;
  let chunks: Buffer[] = [];
  const reset = (): void => {
    connected = false;
    response = null;
    errorCode = null;
    chunks = [];
  };
  return {
    reset,
    agent: watchedAgent(
      agent,
      (request) => {
        reset();
        const mine = chunks;
        request.on('socket', () => {
          connected = true;
        });
        request.on('response', (given) => {
          response = given;
          given.on('data', (chunk: Buffer) => mine.push(chunk));
        });
        request.on('error', (error) => {
          errorCode ??= codeOf(error);
        });
      },
      mayGo,
    ),
    evidence: (timedOut = false) => {
      const text = response === null ? null : textOf(response, Buffer.concat(chunks));
      return {
        connected,
        status: response?.statusCode ?? null,
        headers: response?.headers ?? {},
        complete: response?.complete ?? false,
        text,
        body: parseJson(text),
        errorCode,
        timedOut,
      };
    },
  };
}

/** A server may compress although we ask it not to; what was cut then stays as it is. */
function textOf(response: IncomingMessage, bytes: Buffer): string {
  const decode = {
    gzip: gunzipSync,
    deflate: inflateSync,
    br: brotliDecompressSync,
  }[response.headers['content-encoding'] ?? ''];
  try {
    return (decode === undefined ? bytes : decode(bytes)).toString('utf8');
  } catch {
    return bytes.toString('utf8');
  }
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}

function parseJson(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What an answer that is not a success comes to. */
export type Verdict =
  | { kind: 'refused'; reason: RefusalReason; retry: Retry }
  | { kind: 'unknown'; reason: UnknownReason };

/**
 * Decides a call by its wire alone: no answer, or a success that cannot be read. Null when there is
 * an answer that only its platform's adapter can judge.
 */
export function verdictByWire(evidence: CallEvidence): Verdict | null {
  const { status } = evidence;
  if (status === null) {
    if (!evidence.connected) {
      const reason = evidence.errorCode === STOPPED ? 'stopped-here' : 'not-reached';
      return { kind: 'refused', reason, retry: LATER };
    }
    return unknown(evidence.timedOut ? 'timed-out' : 'connection-lost');
  }
  if (status < 200 || (status >= 300 && status < 400)) return unknown('answer-unreadable');
  if (status >= 400) return null;
  if (!evidence.complete) return unknown(evidence.timedOut ? 'timed-out' : 'answer-cut');
  if (evidence.body === undefined && evidence.text !== '') return unknown('answer-unreadable');
  return unknown('answer-without-id');
}

const LATER: Retry = { kind: 'later' };

export function unknown(reason: UnknownReason): Verdict {
  return { kind: 'unknown', reason };
}

/**
 * The same verdict for a step before the publishing call: nothing can have gone out, so what is
 * unclear there is a refusal that may be tried later.
 */
export function asNotPublished(verdict: Verdict): Verdict & { kind: 'refused' } {
  if (verdict.kind === 'refused') return verdict;
  if (verdict.reason === 'answer-unlisted') {
    return { kind: 'refused', reason: 'unlisted', retry: { kind: 'never' } };
  }
  const lost = verdict.reason === 'connection-lost' || verdict.reason === 'timed-out';
  return { kind: 'refused', reason: lost ? 'not-reached' : 'platform-down', retry: LATER };
}

/** The verdict on a reading call, whose outcome cannot matter to the public. */
export function asReadFailure(verdict: Verdict): RefusalReason | 'unreadable' {
  if (verdict.kind === 'refused') return verdict.reason;
  const { reason } = asNotPublished(verdict);
  return verdict.reason.startsWith('answer-') && reason !== 'unlisted' ? 'unreadable' : reason;
}

const RAW_TEXT_LIMIT = 500;

/** Redacted evidence, cut after redaction so that no part of a secret is left at the edge. */
export function rawAnswerOf(
  evidence: CallEvidence,
  code: string | null,
  redact: Redact,
): RawAnswer {
  const text = evidence.text === null ? null : redact(evidence.text).slice(0, RAW_TEXT_LIMIT);
  const shown = code ?? evidence.errorCode;
  return { status: evidence.status, code: shown === null ? null : redact(shown), text };
}

/** A removal that cannot be asked for: the channel has no keys. */
export function noKeysToRemove(): RemovalOutcome {
  return {
    kind: 'refused',
    reason: 'token-dead',
    retry: { kind: 'never' },
    raw: { status: null, code: 'no-keys', text: null },
  };
}

/** A refusal decided before any call was made. */
export function refusedHere(
  reason: RefusalReason,
  code: string,
): Extract<PublishOutcome, { kind: 'refused' }> {
  return {
    kind: 'refused',
    reason,
    retry: { kind: 'never' },
    raw: { status: null, code, text: null },
  };
}
