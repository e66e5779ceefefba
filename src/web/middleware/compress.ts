import compression from 'compression';
import type { RequestHandler } from 'express';

/** Small missions sit on slow lines: text goes out compressed, a live stream as it comes. */
export function compressText(): RequestHandler {
  return compression({
    filter: (req, res) =>
      !String(res.getHeader('Content-Type')).startsWith('text/event-stream') &&
      compression.filter(req, res),
  });
}
