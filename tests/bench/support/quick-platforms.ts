import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from '../../../src/lib/clock.ts';

const KEPT_PER_ACCOUNT = 100;

/** A publishing call as it reached the server: the mark in its text, and when. */
export type Arrival = { mark: string; at: number };

type Kept = { id: string; text: string; at: string };

/**
 * A server that takes every post as X and Facebook do, answers after `latencyMs`, and shows it when
 * it is read back. It keeps nothing else, so that a bench measures the desk and not the platforms.
 */
export async function startQuickPlatforms() {
  let latencyMs = 0;
  let arrivals: Arrival[] = [];
  let count = 0;
  let lastCallAt = Date.now();
  const timelines = new Map<string, Kept[]>();
  const keep = (account: string, text: string): string => {
    count += 1;
    const timeline = timelines.get(account) ?? [];
    timelines.set(account, timeline);
    const id = String(1_000_000_000 + count);
    timeline.unshift({ id, text, at: new Date().toISOString() });
    timeline.length = Math.min(timeline.length, KEPT_PER_ACCOUNT);
    return id;
  };
  const answerTo = (path: string, account: string, body: string): unknown => {
    if (path === '/2/tweets') {
      const { text } = JSON.parse(body) as { text: string };
      return { data: { id: keep(account, text), text } };
    }
    const feed = /^\/graph\/[^/]+\/([^/]+)\/feed/.exec(path)?.[1];
    if (feed !== undefined) {
      const id = `${feed}_${keep(feed, messageOf(body))}`;
      return { id, permalink_url: `http://127.0.0.1/${id}` };
    }
    return {};
  };
  const server = createServer((request, response) => {
    const at = Date.now();
    lastCallAt = at;
    const path = (request.url ?? '').split('?')[0] ?? '';
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const isPost = request.method === 'POST' && !path.startsWith('/practice');
      // The access token of a test channel names its account.
      const token = /oauth_token="([^"]+)"/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const answer = isPost ? answerTo(path, token, body) : shown(path);
      const send = (): void => {
        response
          .writeHead(path === '/2/tweets' && isPost ? 201 : 200, {
            'content-type': 'application/json; charset=utf-8',
          })
          .end(JSON.stringify(answer));
      };
      const mark = /zz\d+zz/.exec(body)?.[0];
      if (isPost && mark !== undefined) arrivals.push({ mark, at });
      if (isPost && latencyMs > 0) void sleep(latencyMs).then(send);
      else send();
    });
  });
  const shown = (path: string): unknown => {
    const [, , account = '', edge = ''] =
      /^\/(2\/users|graph\/[^/]+)\/([^/]+)\/(\w+)/.exec(path) ?? [];
    if (edge === 'tweets') {
      const posts = timelines.get(`access-${account}`) ?? [];
      return {
        data: posts.map(({ id, text, at }) => ({
          id,
          text: text.replaceAll('&', '&amp;'),
          created_at: at,
          author_id: account,
        })),
        meta: { result_count: posts.length },
      };
    }
    if (edge === 'feed' || edge === 'published_posts') {
      return {
        data: (timelines.get(account) ?? []).map(({ id, text, at }) => ({
          id: `${account}_${id}`,
          message: text,
          created_time: at,
          permalink_url: `http://127.0.0.1/${account}_${id}`,
          from: { id: account },
        })),
      };
    }
    // What an account is asked for: its followers, in the words of either platform.
    return { id: account, followers_count: 5, data: { public_metrics: { followers_count: 5 } } };
  };
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setLatency: (ms: number): void => {
      latencyMs = ms;
    },
    /** What arrived since the last time it was asked. */
    takeArrivals: (): Arrival[] => {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    /** Milliseconds since the last call of any kind. */
    quietForMs: (): number => Date.now() - lastCallAt,
    arrived: (): number => arrivals.length,
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export type QuickPlatforms = Awaited<ReturnType<typeof startQuickPlatforms>>;

/** The SDK sends a form or JSON; a bench wants the text in either. */
function messageOf(body: string): string {
  if (body.startsWith('{')) return (JSON.parse(body) as { message?: string }).message ?? '';
  const multipart = /name="message"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(body)?.[1];
  return multipart ?? new URLSearchParams(body).get('message') ?? '';
}
