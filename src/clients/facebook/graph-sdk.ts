import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent } from 'node:http';
import { createRequire } from 'node:module';

/** What we use of the SDK; its own types promise more than it gives and hide what it throws. */
export type AdsApi = {
  accessToken: string;
  call(method: string, path: string | string[], params?: object): Promise<unknown>;
};
export type AdsApiConstructor = new (
  accessToken: string,
  locale: string,
  crashReporter: boolean,
) => AdsApi;
type PageNode = { createFeed(fields: string[], params: object): Promise<unknown> };
type PageConstructor = new (id: string, data: object, parentId: null, api: AdsApi) => PageNode;
type Sdk = { FacebookAdsApi: AdsApiConstructor; Page: PageConstructor };

/** How one call is to travel; found by the interceptor, because the SDK passes nothing on. */
export type GraphTravel = { agent: Agent; signal: AbortSignal };

type AxiosConfig = Record<string, unknown> & {
  headers: { set(name: string, value: string): void };
};
type Axios = {
  interceptors: { request: { use(change: (config: AxiosConfig) => AxiosConfig): void } };
};

/** Longer than any deadline: the deadline's signal ends calls. */
const SOCKET_TIMEOUT_MS = 120_000;

const travels = new AsyncLocalStorage<GraphTravel>();
let loaded: Sdk | null = null;

/**
 * Loads the SDK when it is first needed: it takes 200 ms and 28 MB that a web process can do
 * without. `require`, because importing its one big file costs twice that.
 */
export function graphSdk(): Sdk {
  if (loaded !== null) return loaded;
  const require = createRequire(import.meta.url);
  const sdk = require('facebook-nodejs-business-sdk') as Sdk;
  // The very copy of axios that the SDK calls, wherever it is installed.
  const fromSdk = createRequire(require.resolve('facebook-nodejs-business-sdk'));
  (fromSdk('axios') as Axios).interceptors.request.use(onTheWay);
  loaded = sdk;
  return sdk;
}

/** Runs SDK calls that travel this way: with this agent and this signal. */
export function travelling<T>(travel: GraphTravel, work: () => Promise<T>): Promise<T> {
  return travels.run(travel, work);
}

function onTheWay(config: AxiosConfig): AxiosConfig {
  const travel = travels.getStore();
  if (travel === undefined) return config;
  config.headers.set('Accept-Encoding', 'identity');
  return Object.assign(config, {
    httpAgent: travel.agent,
    httpsAgent: travel.agent,
    // Variables such as HTTPS_PROXY would otherwise lead calls elsewhere; our agent knows the way.
    proxy: false,
    maxRedirects: 0,
    maxBodyLength: Infinity,
    decompress: false,
    signal: travel.signal,
    timeout: SOCKET_TIMEOUT_MS,
  });
}
