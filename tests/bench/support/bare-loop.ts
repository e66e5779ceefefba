import { createRequire } from 'node:module';
import { TwitterApi } from 'twitter-api-v2';
import { createXAgent } from '../../../src/clients/x/x-agent.ts';
import type { PlatformId } from '../../../src/domain/channels/channel.ts';
import { benchText } from './approved-rows.ts';

export type BareOptions = {
  platform: PlatformId;
  url: string;
  seconds: number;
  concurrency: number;
};

/** Posts per second of the client library alone, kept busy by some lanes over one server. */
export async function bareLoop(options: BareOptions): Promise<number> {
  const post = options.platform === 'x' ? xPoster(options.url) : facebookPoster(options.url);
  await lanes(options.concurrency, performance.now() + 500, post);
  const from = performance.now();
  const done = await lanes(options.concurrency, from + options.seconds * 1_000, post);
  return (done * 1_000) / (performance.now() - from);
}

async function lanes(count: number, until: number, post: () => Promise<unknown>): Promise<number> {
  let done = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < until) {
      await post();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
  return done;
}

function xPoster(url: string): () => Promise<unknown> {
  const client = new TwitterApi(
    { appKey: 'app', appSecret: 'secret', accessToken: 'access-1', accessSecret: 'secret-1' },
    { httpAgent: createXAgent(url, null), compression: 'identity' },
  );
  return () => client.v2.tweet({ text: benchText('bare') });
}

type Sdk = {
  FacebookAdsApi: new (
    token: string,
    locale: string,
    crashReporter: boolean,
  ) => { call(method: string, path: string | string[], params?: object): Promise<unknown> };
  Page: new (
    id: string,
    data: object,
    parentId: null,
    api: object,
  ) => { createFeed(fields: string[], params: object): Promise<unknown> };
};

/** The library as it is, led to the server; Node's own agent keeps the connections alive. */
function facebookPoster(url: string): () => Promise<unknown> {
  const { FacebookAdsApi, Page } = createRequire(import.meta.url)(
    'facebook-nodejs-business-sdk',
  ) as Sdk;
  class LedApi extends FacebookAdsApi {
    override call(method: string, path: string[], params: object = {}): Promise<unknown> {
      const address = `${url}/graph/v25.0/${path.join('/')}?access_token=page-token`;
      return super.call(method, address, params);
    }
  }
  const page = new Page('90001', {}, null, new LedApi('page-token', 'en_US', false));
  return () => page.createFeed(['permalink_url'], { message: benchText('bare') });
}
