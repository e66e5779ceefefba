import { createHmac } from 'node:crypto';
import { createCallRecorder } from '../call-evidence.ts';
import type { CallEvidence } from '../call-evidence.ts';
import type { MayGo, OutboundAgent } from '../outbound-agent.ts';
import { settleWithin } from '../with-deadline.ts';
import { graphSdk, travelling } from './graph-sdk.ts';
import type { AdsApi } from './graph-sdk.ts';

export type GraphAddress = { graphUrl: string; graphVersion: string };

/** What one call came to, by its evidence; `body` is set for a readable success alone. */
export type GraphResult = { body: unknown; evidence: CallEvidence };

/** One Page's client for the length of one port call. */
export type GraphSession = {
  get(path: string[], params: object): Promise<GraphResult>;
  /** The next page of a list, at the whole address that the server gave. */
  getNext(address: string): Promise<GraphResult>;
  post(path: string[], params: object): Promise<GraphResult>;
  delete(path: string[]): Promise<GraphResult>;
  createFeed(pageId: string, fields: string[], params: object): Promise<GraphResult>;
  /** The same Page under another deadline, for tidying up. */
  under(signal: AbortSignal): GraphSession;
};

/** Thrown before a call when the server sends us to another server: that call would carry a token. */
class ForeignAddressError extends Error {
  override name = 'ForeignAddressError';
}

/** `appsecret_proof` of a token, which the SDK does not know (Graph API, securing requests). */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex');
}

/** A client with its own address and version; nothing of it is the SDK's process-wide default. */
export function openGraphSession(
  address: GraphAddress,
  token: string,
  appSecret: string | null,
  agent: OutboundAgent,
  signal: AbortSignal,
  mayGo?: MayGo,
): GraphSession {
  const { Page } = graphSdk();
  const api = graphApi(address, token, appSecret);
  const run = async (work: () => Promise<unknown>): Promise<GraphResult> => {
    const recorder = createCallRecorder(agent, mayGo);
    const settled = await settleWithin(signal, () =>
      travelling({ agent: recorder.agent, signal }, work),
    );
    const evidence = recorder.evidence(!settled.ok && settled.timedOut);
    return { body: isReadable(evidence) ? evidence.body : undefined, evidence };
  };
  return {
    get: (path, params) => run(() => api.call('GET', path, params)),
    getNext: (address) => run(() => api.call('GET', address)),
    post: (path, params) => run(() => api.call('POST', path, params)),
    delete: (path) => run(() => api.call('DELETE', path)),
    createFeed: (pageId, fields, params) =>
      run(() => new Page(pageId, {}, null, api).createFeed(fields, params)),
    under: (other) => openGraphSession(address, token, appSecret, agent, other),
  };
}

/** The SDK's API object, led to our address by the one method that all its calls go through. */
export function graphApi(address: GraphAddress, token: string, appSecret: string | null): AdsApi {
  const { FacebookAdsApi } = graphSdk();
  const origin = new URL(address.graphUrl).origin;

  class GraphApi extends FacebookAdsApi {
    override call(method: string, path: string | string[], params: object = {}): Promise<unknown> {
      if (typeof path === 'string') {
        if (!URL.canParse(path) || new URL(path).origin !== origin) {
          return Promise.reject(new ForeignAddressError('the next page is on another server'));
        }
        return super.call(method, path, params);
      }
      const query = new URLSearchParams();
      const carriesBody = method === 'POST' || method === 'PUT';
      if (!carriesBody) {
        for (const [name, value] of Object.entries(params)) query.set(name, queryText(value));
      }
      query.set('access_token', this.accessToken);
      if (appSecret !== null) {
        query.set('appsecret_proof', appSecretProof(this.accessToken, appSecret));
      }
      const parts = [address.graphVersion, ...path].map(encodeURIComponent).join('/');
      const url = `${address.graphUrl}/${parts}?${query.toString()}`;
      return super.call(method, url, carriesBody ? params : {});
    }
  }
  // `false` keeps the SDK from hooking uncaughtException and reporting crashes to Meta.
  return new GraphApi(token, 'en_US', false);
}

function queryText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isReadable(evidence: CallEvidence): boolean {
  const { status, complete } = evidence;
  return status !== null && status >= 200 && status < 300 && complete;
}
