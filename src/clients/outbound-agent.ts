import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';

/** Below the five seconds after which many servers close an idle connection on their side. */
const IDLE_MS = 4000;
const CONNECT_TIMEOUT_MS = 10_000;

export type OutboundOptions = {
  /** What the URLs of the calls say; the wire may differ. */
  urlProtocol: 'http:' | 'https:';
  /** Where connections really go; null for the host of each URL. */
  target: { host: string; port: number; tls: boolean } | null;
  /** An HTTP proxy that understands CONNECT. */
  proxyUrl: string | null;
};

const stood = new WeakSet<object>();

/** Whether this socket ever finished connecting, TLS included: before that no request leaves. */
export function stoodConnection(socket: object): boolean {
  return stood.has(socket);
}

type Place = { host: string; port: number; tls: boolean };
type Done = (error: Error | null, socket: Duplex) => void;

/**
 * One keep-alive agent of a platform for the whole process. It remembers which sockets stood, and
 * can lead calls whose URL must stay real (OAuth 1.0a signs it) to another server.
 */
export class OutboundAgent extends http.Agent {
  // Read by node:http when it compares the agent with the URL of a call.
  readonly protocol: string;
  readonly defaultPort: number;
  readonly #options: OutboundOptions;
  readonly #sessions = new Map<string, Buffer>();

  constructor(options: OutboundOptions) {
    super({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });
    this.protocol = options.urlProtocol;
    this.defaultPort = options.urlProtocol === 'https:' ? 443 : 80;
    this.#options = options;
  }

  override createConnection(options: http.ClientRequestArgs, done: Done): Duplex | undefined {
    const place = this.#options.target ?? {
      host: options.host ?? 'localhost',
      port: Number(options.port ?? this.defaultPort),
      tls: this.#options.urlProtocol === 'https:',
    };
    if (this.#options.proxyUrl === null) return this.#open(place, undefined);
    openTunnel(this.#options.proxyUrl, place).then(
      (tunnel) => {
        done(null, this.#open(place, tunnel));
      },
      (error: unknown) => {
        (done as (error: Error) => void)(error as Error);
      },
    );
    return undefined;
  }

  #open(place: Place, tunnel: net.Socket | undefined): Duplex {
    if (!place.tls) {
      const socket = tunnel ?? net.connect({ host: place.host, port: place.port });
      if (tunnel === undefined) socket.once('connect', () => stood.add(socket));
      else stood.add(socket);
      socket.setNoDelay(true);
      return socket;
    }
    const key = `${place.host}:${place.port}`;
    const session = this.#sessions.get(key);
    const socket = tls.connect({
      ...(tunnel === undefined ? { host: place.host, port: place.port } : { socket: tunnel }),
      ...(net.isIP(place.host) === 0 ? { servername: place.host } : {}),
      ...(session === undefined ? {} : { session }),
      ALPNProtocols: ['http/1.1'],
    });
    socket.once('secureConnect', () => stood.add(socket));
    socket.on('session', (fresh: Buffer) => this.#sessions.set(key, fresh));
    socket.setNoDelay(true);
    return socket;
  }
}

/** What node:http calls of an agent; its types leave it out. */
type RequestTaker = { addRequest(request: http.ClientRequest, options: object): void };

/** The same agent with the same connections, for one caller that wants to see its requests. */
export function watchedAgent(
  agent: OutboundAgent,
  onRequest: (request: http.ClientRequest) => void,
): http.Agent {
  const watched = Object.create(agent) as http.Agent & RequestTaker;
  watched.addRequest = (request, options) => {
    onRequest(request);
    (agent as http.Agent as http.Agent & RequestTaker).addRequest(request, options);
  };
  return watched;
}

/** Asks the proxy for a connection to a place. */
function openTunnel(proxyUrl: string, place: Place): Promise<net.Socket> {
  const proxy = new URL(proxyUrl);
  const { promise, resolve, reject } = promiseWithResolvers<net.Socket>();
  const user = decodeURIComponent(proxy.username);
  const password = decodeURIComponent(proxy.password);
  const request = http.request({
    host: proxy.hostname,
    port: proxy.port === '' ? 80 : Number(proxy.port),
    method: 'CONNECT',
    path: `${place.host}:${place.port}`,
    headers: {
      host: `${place.host}:${place.port}`,
      ...(user === ''
        ? {}
        : {
            'proxy-authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
          }),
    },
    agent: false,
    timeout: CONNECT_TIMEOUT_MS,
  });
  request.once('connect', (response, socket) => {
    if (response.statusCode === 200) resolve(socket);
    else {
      socket.destroy();
      reject(proxyError(`the proxy answered ${response.statusCode ?? 'nothing'}`));
    }
  });
  request.once('timeout', () => request.destroy(proxyError('the proxy did not answer')));
  request.once('error', reject);
  request.end();
  return promise;
}

function proxyError(message: string): Error {
  return Object.assign(new Error(message), { code: 'EPROXY' });
}

function promiseWithResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
