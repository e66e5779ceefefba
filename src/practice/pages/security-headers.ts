import type { RequestHandler } from 'express';

/** Strict by default; consent pages and the page of a mail's own HTML set another policy. */
export function pagePolicy(formTargets: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "frame-src 'self'",
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': pagePolicy(),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  next();
};

/** A page of another site must not press buttons here through the reader's browser. */
export const sameOriginWrites: RequestHandler = (request, response, next) => {
  const site = request.headers['sec-fetch-site'];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead || site === undefined || site === 'same-origin' || site === 'none') next();
  else response.status(403).json({ error: 'cross-site', faults: [] });
};
