import { gzipSync } from 'node:zlib';
import type { Response } from 'express';
import { sleep } from '../lib/clock.ts';
import type { Answer } from './exchange.ts';
import { send } from './exchange.ts';
import type { WireFault as AnyWireFault } from './faults.ts';

type WireFault = Exclude<AnyWireFault, 'echo'>;

const SLOW_MS = 3_000;
/** Time for the first half of a body to leave before the line is cut. */
const CUT_AFTER_MS = 60;
const HTML_502 =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/**
 * Gives the answer the way the fault says. Returns the status that the caller saw, 0 for none.
 * `given` is null when the fault came before the call was handled.
 */
export async function spoil(
  response: Response,
  kind: WireFault,
  given: Answer | null,
  delayMs: number | undefined,
): Promise<number> {
  const whole = given ?? { status: 200, headers: {}, body: { data: { id: '0' } } };
  switch (kind) {
    case 'drop':
      if (delayMs !== undefined) await sleep(delayMs);
      response.socket?.destroy();
      return 0;
    case 'stall':
      // Silence until the caller gives up, or for as long as the fault says.
      if (delayMs !== undefined) {
        await sleep(delayMs);
        response.socket?.destroy();
      }
      return 0;
    case 'slow':
      await sleep(delayMs ?? SLOW_MS);
      send(response, whole);
      return whole.status;
    case 'cut-body':
      return cut(response, whole, Buffer.from(JSON.stringify(whole.body)), {});
    case 'cut-body-gzip':
      return cut(response, whole, gzipSync(JSON.stringify(whole.body)), {
        'content-encoding': 'gzip',
      });
    case 'html-502':
      response.status(502).type('html').end(HTML_502);
      return 502;
    case 'empty-500':
      response.status(500).end();
      return 500;
    case 'empty-2xx':
      response.status(whole.status).set('content-type', 'application/json').end();
      return whole.status;
    case 'broken-json':
      response
        .status(whole.status)
        .set('content-type', 'application/json; charset=utf-8')
        .end(JSON.stringify(whole.body).slice(0, -3));
      return whole.status;
  }
}

async function cut(
  response: Response,
  whole: Answer,
  bytes: Buffer,
  headers: Record<string, string>,
): Promise<number> {
  response.status(whole.status).set({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(bytes.length),
    ...headers,
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  await sleep(CUT_AFTER_MS);
  response.socket?.destroy();
  return whole.status;
}
