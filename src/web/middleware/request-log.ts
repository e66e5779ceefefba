import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from '../../lib/logger.ts';

const QUIET = /^\/(assets\/|healthz|readyz|metrics)/;

/** Gives each request an id and one log line. Query strings are left out: they may hold tokens. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    quietReqLogger: true,
    genReqId: (_req, res) => {
      const id = randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    autoLogging: { ignore: (req) => QUIET.test(req.url) },
    // The error page logs the error itself, once.
    customLogLevel: () => 'info',
    customSuccessObject: (req, res, value: { responseTime: number }) => summary(req, res, value),
    customErrorObject: (req, res, _error, value: { responseTime: number }) =>
      summary(req, res, value),
    serializers: { req: () => undefined, res: () => undefined },
  }) as RequestHandler;
}

function summary(
  req: IncomingMessage,
  res: ServerResponse,
  { responseTime }: { responseTime: number },
): object {
  return {
    requestId: req.id,
    method: req.method,
    path: ('originalUrl' in req ? String(req.originalUrl) : (req.url ?? '')).split('?')[0],
    status: res.statusCode,
    ms: responseTime,
  };
}
