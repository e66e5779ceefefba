import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A publishing call as it arrived at a platform, by the machine's own clock. */
export type WireCall = { at: number; token: string; path: string };

const LAG_LOOK_MS = 20;
const TOKEN = /s\d+n\d+[a-z]r/;
const PUBLISHING = /^\/2\/tweets(\?|$)|^\/graph\/[^/]+\/[^/]+\/(feed|photos)/;

/** The mark in a planned text that names its post and wording. */
export function tokenIn(text: string): string | null {
  return TOKEN.exec(text)?.[0] ?? null;
}

/**
 * Notes when each publishing call reaches the platforms of this process, before any fault strikes,
 * and how far this process itself lagged, so that its own slowness is not taken for the desk's.
 */
export function watchWire() {
  const calls: WireCall[] = [];
  const lags: { at: number; ms: number }[] = [];
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.method !== 'POST' || !PUBLISHING.test(request.url ?? '')) return;
    const at = Date.now();
    let body = '';
    let noted = false;
    const push = request.push.bind(request);
    request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
      if (!noted && Buffer.isBuffer(chunk)) {
        body += chunk.toString();
        const token = tokenIn(body);
        if (token !== null) calls.push({ at, token, path: request.url ?? '' });
        noted = token !== null;
      }
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', onRequest);
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const ms = now - last - LAG_LOOK_MS;
    if (ms > LAG_LOOK_MS) lags.push({ at: now, ms });
    last = now;
  }, LAG_LOOK_MS);
  return {
    calls: (): readonly WireCall[] => calls,
    /** Milliseconds that this process stood still in a span. */
    lagBetween: (from: number, to: number): number =>
      lags.filter(({ at, ms }) => at >= from && at - ms <= to).reduce((sum, { ms }) => sum + ms, 0),
    stop: (): void => {
      clearInterval(timer);
      unsubscribe('http.server.request.start', onRequest);
    },
  };
}

export type Wire = ReturnType<typeof watchWire>;
