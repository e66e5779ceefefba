/** The statuses that have a page of their own; each is a branch of the locale file `errors`. */
export const errorStatuses = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503] as const;
export type ErrorStatus = (typeof errorStatuses)[number];

/** Thrown by a handler that cannot answer; the error page says it in the reader's language. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: ErrorStatus;

  constructor(status: ErrorStatus, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export function notFound(what = 'page'): HttpError {
  return new HttpError(404, `no such ${what}`);
}

/** What the reader is told about an error, as a status. Anything unexpected is 500. */
export function statusOf(error: unknown): ErrorStatus {
  if (error instanceof HttpError) return error.status;
  if (isDatabaseAway(error)) return 503;
  if (!(error instanceof Error)) return 500;
  if (error.name === 'NotFoundError') return 404;
  if (error.name === 'ForbiddenError') return 403;
  if (error.name === 'ConflictError') return 409;
  if (error.name === 'ZodError') return 400;
  if (error.name === 'MulterError') {
    return 'code' in error && error.code === 'LIMIT_FILE_SIZE' ? 413 : 400;
  }
  const status = 'status' in error ? error.status : undefined;
  return errorStatuses.find((known) => known === status) ?? (isClientFault(status) ? 400 : 500);
}

function isClientFault(status: unknown): boolean {
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** Drivers name these errors; the web side may not import their classes. */
const AWAY_NAMES =
  /^(Mongo(ose)?(ServerSelection|Network|NetworkTimeout|NotConnected|TopologyClosed|PoolCleared|PoolClosed|ConnectionPoolClosed|ServerClosed|ClientClosed|WaitQueueTimeout)Error|PoolCleared(OnNetwork)?Error|DatabaseAwayError|MongoExpiredSessionError)$/;

/** Whether the database could not be reached, by this error or by one that caused it. */
function isDatabaseAway(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (AWAY_NAMES.test(at.name)) return true;
    if (at.name === 'MongooseError' && /buffering timed out|initial connection/.test(at.message)) {
      return true;
    }
  }
  return false;
}
