import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it arrived, with its whole body. */
export type Arrived = {
  method: string;
  path: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
  /** Which connection it came on, counted from 1. */
  connection: number;
};

export type Answer = (request: Arrived, response: http.ServerResponse, socket: Socket) => void;

export type ScriptedServer = {
  url: string;
  port: number;
  arrived: Arrived[];
  /** Answers by path prefix and method; a later one wins. */
  on(method: string, path: string | RegExp, answer: Answer): void;
  /** When the last connection is gone. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
};

/** A server that does exactly what a test tells it to, good or bad. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const arrived: Arrived[] = [];
  const script: { method: string; path: string | RegExp; answer: Answer }[] = [];
  const sockets = new Set<Socket>();
  const numbers = new Map<Socket, number>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://scripted.test');
      const bytes = Buffer.concat(chunks);
      const seen: Arrived = {
        method: request.method ?? '',
        path: url.pathname,
        url,
        headers: request.headers,
        body: bytes.toString('utf8'),
        bytes,
        connection: numbers.get(request.socket) ?? 0,
      };
      arrived.push(seen);
      const step = script.findLast(
        ({ method, path }) =>
          method === seen.method &&
          (typeof path === 'string' ? path === seen.path : path.test(seen.path)),
      );
      if (step === undefined) json(404, { title: 'not scripted' })(seen, response, request.socket);
      else step.answer(seen, response, request.socket);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    numbers.set(socket, numbers.size + 1);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    arrived,
    on: (method, path, answer) => script.push({ method, path, answer }),
    whenIdle: async () => {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')));
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A port on this machine that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
}

export function raw(status: number, contentType: string, body: string): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': contentType });
    response.end(body);
  };
}

export function compressed(status: number, body: unknown): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(body)));
  };
}

/** The connection ends without an answer, after the request arrived whole. */
export const drop: Answer = (_request, _response, socket) => {
  socket.resetAndDestroy();
};

/** Nothing is ever answered. */
export const stall: Answer = () => undefined;

/** The answer begins and its body stops in the middle. */
export function cutBody(status: number, body: unknown, encoding: 'plain' | 'gzip'): Answer {
  return (_request, response, socket) => {
    const text = Buffer.from(JSON.stringify(body));
    const whole = encoding === 'gzip' ? gzipSync(text) : text;
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(whole.length),
      ...(encoding === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
    });
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => {
      setTimeout(() => socket.destroy(), 20);
    });
  };
}

/** Half a body and then silence, the connection left open. */
export function stallBody(status: number, body: unknown): Answer {
  return (_request, response) => {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': String(text.length),
    });
    response.write(text.slice(0, 5));
  };
}
