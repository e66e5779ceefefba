import type { Request, RequestHandler } from 'express';
import { sleep } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { CallLog } from './call-log.ts';
import type { Answer } from './exchange.ts';
import { answer, send } from './exchange.ts';
import type { EndpointClass, FaultBook, RefusalFault, WireFault } from './faults.ts';
import { wireFaults } from './faults.ts';
import { spoil } from './spoil.ts';
import type { PracticePlatform } from './types.ts';
import type { World } from './world.ts';

/** What one platform brings to an endpoint: whose call it is and how it words things. */
export type Dialect = {
  platform: PracticePlatform;
  /** The account of the token, whatever its state; null when there is none. */
  accountOf(request: Request): string | null;
  refusal(fault: RefusalFault, accountId: string | null): Answer;
  crashed(): Answer;
};

export type EndpointTools = {
  world: World;
  faults: FaultBook;
  calls: CallLog;
  logger: Logger;
};

/**
 * Makes a route of a handler that returns its answer: faults strike before it runs or spoil what it
 * answered, and every call is logged.
 */
export function endpoint(
  tools: EndpointTools,
  dialect: Dialect,
  kind: EndpointClass | 'other',
  handle: (request: Request) => Answer | Promise<Answer>,
): RequestHandler {
  return async (request, response) => {
    const accountId = dialect.accountOf(request);
    const log = (status: number, fault: string | null): void => {
      tools.calls.add({
        at: new Date(tools.world.now()).toISOString(),
        method: request.method,
        path: request.originalUrl,
        platform: dialect.platform,
        account: accountId,
        status,
        fault,
      });
    };
    const scope = { platform: dialect.platform, endpoint: kind, accountId };

    const before = tools.faults.take({ ...scope, when: 'before' });
    if (before !== null && before.kind !== 'slow') {
      if (before.kind === 'echo') {
        log(400, 'echo');
        send(response, echo(request));
      } else if (isWireFault(before.kind)) {
        log(await spoil(response, before.kind, null, before.delayMs), before.kind);
      } else {
        if (before.delayMs !== undefined) await sleep(before.delayMs);
        const refusal = dialect.refusal(before.kind, accountId);
        log(refusal.status, before.kind);
        send(response, refusal);
      }
      return;
    }
    if (before !== null) await sleep(before.delayMs ?? 3_000);

    const given = await Promise.resolve()
      .then(() => handle(request))
      .catch((error: unknown) => {
        tools.logger.error({ err: error, path: request.path }, 'a practice endpoint failed');
        return dialect.crashed();
      });
    const after = given.status < 300 ? tools.faults.take({ ...scope, when: 'after' }) : null;
    if (after === null) {
      log(given.status, before?.kind ?? null);
      send(response, given);
    } else if (after.kind === 'echo') {
      log(400, 'echo');
      send(response, echo(request));
    } else if (isWireFault(after.kind)) {
      log(await spoil(response, after.kind, given, after.delayMs), after.kind);
    } else {
      const refusal = dialect.refusal(after.kind, accountId);
      log(refusal.status, after.kind);
      send(response, refusal);
    }
  };
}

/** A careless error: it repeats the address, the headers and the body, and every secret in them. */
function echo(request: Request): Answer {
  const { originalUrl: url, headers } = request;
  const body: unknown = request.body;
  const message = `Bad request: ${JSON.stringify({ url, headers, body })}`;
  return answer(400, { error: { code: 100, message }, detail: message, title: message });
}

function isWireFault(kind: WireFault | RefusalFault): kind is Exclude<WireFault, 'echo'> {
  return (wireFaults as readonly string[]).includes(kind);
}
