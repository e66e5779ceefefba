import type { Request } from 'express';

/** A sentence shown once, on the page that follows a finished action. */
export type Flash = { tone: 'good' | 'bad'; key: string; parameters: Record<string, string> };

declare module 'express-session' {
  interface SessionData {
    personId: string;
    flash: Flash;
  }
}

/** Keeps a sentence (a locale key) for the next page. */
export function setFlash(
  req: Request,
  tone: Flash['tone'],
  key: string,
  parameters: Record<string, string> = {},
): void {
  req.session.flash = { tone, key, parameters };
}

/** Takes the sentence out of the session; null when there is none or the session is not there. */
export function takeFlash(req: Request): Flash | null {
  // Without the session store there is no session at all, which its type does not say.
  const session = req.session as Request['session'] | undefined;
  const flash = session?.flash;
  if (session === undefined || flash === undefined) return null;
  delete session.flash;
  return flash;
}
