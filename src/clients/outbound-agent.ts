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

type Place = { host: string; port: number; tls: boolean };
type Done = (error: Error | null, socket?: Duplex) => void;

/** Asked when a new connection stands: whether a request may still go out on it. */
export type MayGo = () => Promise<boolean>;

/** The code of a call that was not made, because it might not go any more once there was a way. */
export const STOPPED = 'ESTOPPED';

/**
 * One keep-alive agent of a platform for the whole process. A request gets its connection only when
 * that stands, TLS included, so that one without a connection never left. It can lead calls whose
 * URL must stay real (OAuth 1.0a signs it) to another server.
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

  override createConnection(options: http.ClientRequestArgs & { mayGo?: MayGo }, done: Done) {
    const place = this.#options.target ?? {
      host: options.host ?? 'localhost',
      port: Number(options.port ?? this.defaultPort),
      tls: this.#options.urlProtocol === 'https:',
    };
    this.#connect(place, options.mayGo).then(
      (socket) => {
        done(null, socket);
      },
      (error: unknown) => {
        done(error as Error);
      },
    );
    return undefined;
  }

  async #connect(place: Place, mayGo: MayGo | undefined): Promise<Duplex> {
    const { proxyUrl } = this.#options;
    const tunnel = proxyUrl === null ? undefined : await openTunnel(proxyUrl, place);
    const socket = await this.#open(place, tunnel);
    const goes = mayGo === undefined || (await mayGo());
    if (goes && !socket.destroyed) return socket;
    socket.destroy();
    throw goes
      ? codedError('ECONNRESET', 'the connection ended before it was used')
      : codedError(STOPPED, 'the call may not go any more');
  }

  #open(place: Place, tunnel: net.Socket | undefined): Promise<net.Socket> {
    if (!place.tls) {
      return tunnel === undefined
        ? whenStands(net.connect({ host: place.host, port: place.port }), 'connect')
        : Promise.resolve(tunnel.setNoDelay(true));
    }
    const key = `${place.host}:${place.port}`;
    const session = this.#sessions.get(key);
    const socket = tls.connect({
      ...(tunnel === undefined ? { host: place.host, port: place.port } : { socket: tunnel }),
      ...(net.isIP(place.host) === 0 ? { servername: place.host } : {}),
      ...(session === undefined ? {} : { session }),
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('session', (fresh: Buffer) => this.#sessions.set(key, fresh));
    return whenStands(socket, 'secureConnect');
  }
}

/** A connection once it stands; a way that nobody opens in time is given up. */
async function whenStands<T extends net.Socket>(
  socket: T,
  event: 'connect' | 'secureConnect',
): Promise<T> {
  const { promise, resolve, reject } = promiseWithResolvers<T>();
  const timer = setTimeout(() => {
    socket.destroy(codedError('ETIMEDOUT', 'no connection stood in time'));
  }, CONNECT_TIMEOUT_MS);
  socket.setNoDelay(true);
  // Stays: whoever uses the connection listens for errors of its own, and none may go unheard before.
  socket.on('error', reject);
  socket.once('close', () => {
    reject(codedError('ECONNRESET', 'the connection ended before it stood'));
  });
  socket.once(event, () => {
    resolve(socket);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** What node:http calls of an agent; its types leave it out. */
type RequestTaker = { addRequest(request: http.ClientRequest, options: object): void };

/**
 * The same agent with the same connections, for one caller that wants to see its requests, and to be
 * asked before one goes out on a connection that had to be made first.
 */
export function watchedAgent(
  agent: OutboundAgent,
  onRequest: (request: http.ClientRequest) => void,
  mayGo?: MayGo,
): http.Agent {
  const watched = Object.create(agent) as http.Agent & RequestTaker;
  watched.addRequest = (request, options) => {
    onRequest(request);
    (agent as http.Agent as http.Agent & RequestTaker).addRequest(
      request,
      mayGo === undefined ? options : { ...options, mayGo },
    );
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
  return codedError('EPROXY', message);
}

function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
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
