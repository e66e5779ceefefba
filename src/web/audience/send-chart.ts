import type { Request, Response } from 'express';
import { queryText } from '../page-request.ts';

/** The style of a chart is inside it, so it has a policy of its own: styles, and nothing else. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Phones ask for a chart that is drawn for their width, so that its words stay readable. */
export function chartSize(req: Request): 'wide' | 'narrow' {
  return queryText(req, 'size') === 'narrow' ? 'narrow' : 'wide';
}

/** Sends a chart that was drawn for one reader. */
export function sendChart(res: Response, svg: string): void {
  res
    .set('Content-Security-Policy', POLICY)
    .set('Cache-Control', 'private, no-cache')
    .type('image/svg+xml')
    .send(svg);
}
