import type { Response } from 'express';

/** What an API handler answers with: made in full first, so that a fault can spoil it. */
export type Answer = { status: number; headers: Record<string, string>; body: unknown };

export function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers, body };
}

/** Sends an answer as it is. */
export function send(response: Response, given: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response
    .status(given.status)
    .set({ 'content-type': 'application/json; charset=utf-8', ...given.headers })
    .end(JSON.stringify(given.body));
}
