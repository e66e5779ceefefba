import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

type Platform = 'facebook' | 'x';
export type StoredPost = { platform: Platform; id: string; text: string; createdAt: Date };

/** How a foreign server answers the next publishing calls; what is not given is as usual. */
export type Manner = {
  name: string;
  /** Whether the post is there although the answer does not say so. */
  stores: boolean;
  answer(given: { good: string; id: string; response: ServerResponse; socket: Socket }): void;
};

const CREATED = { facebook: 200, x: 201 };

/**
 * A second imitation of both platforms, written apart from the practice platforms and with other
 * habits: what it gets wrong, they get right, and the other way round. It knows posts of text alone.
 */
export async function startForeignServer(now: () => Date) {
  const posts: StoredPost[] = [];
  let calls = 0;
  let manner: Manner | null = null;
  /** A post is shown this long after it was made. */
  let shownAfterMs = 0;
  let serial = 7_000_000_000_000_000n;

  const publish = (platform: Platform, account: string, text: string, response: ServerResponse) => {
    calls += 1;
    serial += 1n;
    const id = platform === 'x' ? `1${serial}` : `${account}_${serial}`;
    const how = manner;
    manner = null;
    if (how === null || how.stores) posts.push({ platform, id, text, createdAt: now() });
    const good = platform === 'x' ? { data: { edit_history_tweet_ids: [id], text, id } } : { id };
    const { socket } = response;
    if (socket === null) return;
    if (how !== null) how.answer({ good: JSON.stringify(good), id, response, socket });
    else send(response, CREATED[platform], good);
  };

  const shown = (platform: Platform): StoredPost[] =>
    posts
      .filter((post) => post.platform === platform)
      .filter((post) => post.createdAt.getTime() + shownAfterMs <= now().getTime())
      .toReversed();

  const answer = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://foreign.test');
    if (request.method === 'POST' && url.pathname === '/2/tweets') {
      const { text } = JSON.parse(body) as { text: string };
      publish('x', '', text, response);
      return;
    }
    const feed = /^\/v[\d.]+\/([^/]+)\/feed$/.exec(url.pathname);
    if (request.method === 'POST' && feed !== null) {
      publish('facebook', feed[1] ?? '', messageOf(request, url, body), response);
      return;
    }
    if (/^\/2\/users\/[^/]+\/tweets$/.test(url.pathname)) {
      const data = shown('x').map((post) => ({
        text: escaped(post.text),
        created_at: post.createdAt.toISOString(),
        id: post.id,
      }));
      send(response, 200, { meta: { result_count: data.length }, ...(data[0] ? { data } : {}) });
      return;
    }
    if (/^\/v[\d.]+\/[^/]+\/(feed|published_posts)$/.test(url.pathname)) {
      const data = shown('facebook').map((post) => ({
        message: post.text,
        created_time: post.createdAt.toISOString().replace(/\.\d+Z$/, '+0000'),
        from: { name: 'A Page', id: post.id.split('_')[0] },
        id: post.id,
      }));
      // The last page names a next one, which is empty, as the real one does at times.
      const after = url.searchParams.get('after');
      const next = `${origin}${url.pathname}?after=end`;
      send(response, 200, after === null ? { data, paging: { next } } : { data: [] });
      return;
    }
    send(response, 404, { message: 'nothing is here' });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(request, Buffer.concat(chunks).toString('utf8'), response);
    });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    posts,
    calls: () => calls,
    /** The next publishing call is answered so. */
    next: (one: Manner): void => {
      manner = one;
    },
    showAfter: (ms: number): void => {
      shownAfterMs = ms;
    },
    reset: (): void => {
      posts.length = 0;
      calls = 0;
      manner = null;
      shownAfterMs = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The SDK sends a form, JSON, or parts; only the message matters here. */
function messageOf(request: IncomingMessage, url: URL, body: string): string {
  const type = request.headers['content-type'] ?? '';
  if (type.includes('json')) return String((JSON.parse(body) as { message?: unknown }).message);
  return new URLSearchParams(body).get('message') ?? url.searchParams.get('message') ?? '';
}

/** X escapes these three in what it gives back. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
