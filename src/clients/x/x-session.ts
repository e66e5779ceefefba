import { TwitterApi } from 'twitter-api-v2';
import type { ITwitterApiClientPlugin, TwitterApiv2 } from 'twitter-api-v2';
import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { createCallRecorder } from '../call-evidence.ts';
import type { CallEvidence, CallRecorder } from '../call-evidence.ts';
import type { Credentials } from '../platform.ts';
import { settleWithin } from '../with-deadline.ts';

/** Longer than any deadline: the deadline's signal ends calls, this only replaces the idle limit. */
const SOCKET_TIMEOUT_MS = 120_000;

export type XApp = { appKey: string | null; appSecret: string | null };

/** What one library call came to: its evidence says more than the library's errors. */
export type XCallResult<T> =
  { ok: true; value: T; evidence: CallEvidence } | { ok: false; evidence: CallEvidence };

/** One channel's client for the length of one port call. */
export type XSession = {
  signal: AbortSignal;
  run<T>(work: (v2: TwitterApiv2) => Promise<T>): Promise<XCallResult<T>>;
};

/** A client for these credentials, or null when they cannot sign a call. */
export function openXSession(
  credentials: Credentials,
  app: XApp,
  agent: Agent,
  signal: AbortSignal,
): XSession | null {
  const tokens = tokensOf(credentials, app);
  if (tokens === null) return null;
  const recorder = createCallRecorder();
  const settings = {
    httpAgent: agent,
    // A cut compressed answer would never settle (seen with 1.29.1, 2026-11-22).
    compression: 'identity' as const,
    plugins: [recordingPlugin(recorder, signal)],
  };
  const client =
    typeof tokens === 'string'
      ? new TwitterApi(tokens, settings)
      : new TwitterApi(tokens, settings);
  return {
    signal,
    run: async (work) => {
      recorder.reset();
      const settled = await settleWithin(signal, () => work(client.v2));
      return settled.ok
        ? { ok: true, value: settled.value, evidence: recorder.evidence() }
        : { ok: false, evidence: recorder.evidence(settled.timedOut) };
    },
  };
}

function tokensOf(credentials: Credentials, app: XApp) {
  if (credentials.kind === 'x-oauth2') return credentials.accessToken;
  if (credentials.kind !== 'x-oauth1') return null;
  const appKey = credentials.consumerKey ?? app.appKey;
  const appSecret = credentials.consumerSecret ?? app.appSecret;
  if (appKey === null || appSecret === null) return null;
  const { accessToken, accessSecret } = credentials;
  return { appKey, appSecret, accessToken, accessSecret };
}

/** Puts the deadline on every request and listens to the wire: the library has hooks for both. */
function recordingPlugin(recorder: CallRecorder, signal: AbortSignal): ITwitterApiClientPlugin {
  return {
    onBeforeRequestConfig: ({ params }) => {
      recorder.reset();
      params.requestEventDebugHandler = (event: string, data?: unknown) => {
        if (event === 'socket') recorder.onSocket((data as { socket: Socket }).socket);
        if (event === 'response') recorder.onResponse((data as { res: IncomingMessage }).res);
        if (event === 'request-error') {
          recorder.onError((data as { requestError: unknown }).requestError);
        }
      };
    },
    onBeforeRequest: ({ requestOptions }) => {
      requestOptions.timeout = SOCKET_TIMEOUT_MS;
      requestOptions.signal = signal;
      requestOptions.headers = { ...requestOptions.headers, 'accept-encoding': 'identity' };
    },
  };
}
