import type { RequestHandler } from 'express';
import { HttpError } from '../http-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a form or script of another site that speaks in the reader's name. Browsers say where a
 * request comes from (`Sec-Fetch-Site`, or `Origin` on plain http); one that says nothing is
 * refused too.
 */
export function sameOriginGuard(publicUrl: string): RequestHandler {
  const ownOrigin = new URL(publicUrl).origin;
  return (req, _res, next) => {
    if (SAFE_METHODS.has(req.method)) {
      next();
      return;
    }
    const site = req.get('Sec-Fetch-Site');
    const origin = req.get('Origin');
    const allowed =
      site !== undefined
        ? site === 'same-origin' || site === 'none'
        : origin === ownOrigin || origin === `${req.protocol}://${req.host}`;
    if (!allowed) throw new HttpError(403, `a ${req.method} from another site`);
    next();
  };
}
