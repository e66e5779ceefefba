import type { Agent, OutgoingHttpHeaders } from 'node:http';
import { TwitterApi } from 'twitter-api-v2';
import type { ITwitterApiClientPlugin, TwitterApiv2 } from 'twitter-api-v2';
import { createCallRecorder } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
import type { MayGo, OutboundAgent } from '../outbound-agent.ts';
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
  agent: OutboundAgent,
  signal: AbortSignal,
  mayGo?: MayGo,
): XSession | null {
  const tokens = tokensOf(credentials, app);
  if (tokens === null) return null;
  const recorder = createCallRecorder(agent, mayGo);
  const settings = clientSettings(recorder.agent, signal);
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

/** Trades a refresh token for a new pair; it is good for one use. */
export async function tradeRefreshToken(
  app: { clientId: string; clientSecret: string | null },
  refreshToken: string,
  agent: OutboundAgent,
  signal: AbortSignal,
): Promise<CallEvidence> {
  const recorder = createCallRecorder(agent);
  const client = oauthClient(app, recorder.agent, signal);
  const settled = await settleWithin(signal, () => client.refreshOAuth2Token(refreshToken));
  return recorder.evidence(!settled.ok && settled.timedOut);
}

/** Trades the code of a login for the first pair; it is good for one use and for 30 seconds. */
export async function tradeLoginCode(
  app: { clientId: string; clientSecret: string | null },
  login: { code: string; codeVerifier: string; redirectUri: string },
  agent: OutboundAgent,
  signal: AbortSignal,
): Promise<CallEvidence> {
  const recorder = createCallRecorder(agent);
  const client = oauthClient(app, recorder.agent, signal);
  const settled = await settleWithin(signal, () => client.loginWithOAuth2(login));
  return recorder.evidence(!settled.ok && settled.timedOut);
}

function oauthClient(
  app: { clientId: string; clientSecret: string | null },
  agent: Agent,
  signal: AbortSignal,
): TwitterApi {
  const secret = app.clientSecret === null ? {} : { clientSecret: app.clientSecret };
  return new TwitterApi({ clientId: app.clientId, ...secret }, clientSettings(agent, signal));
}

function clientSettings(agent: Agent, signal: AbortSignal) {
  return {
    httpAgent: agent,
    // A cut compressed answer would never settle (seen with 1.29.1, 2026-11-22).
    compression: 'identity' as const,
    plugins: [deadlinePlugin(signal)],
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

/** Puts the deadline on every request: the library has no option for one. */
function deadlinePlugin(signal: AbortSignal): ITwitterApiClientPlugin {
  return {
    onBeforeRequest: ({ requestOptions }) => {
      requestOptions.timeout = SOCKET_TIMEOUT_MS;
      requestOptions.signal = signal;
      const headers = requestOptions.headers as OutgoingHttpHeaders | undefined;
      requestOptions.headers = { ...headers, 'accept-encoding': 'identity' };
    },
  };
}
