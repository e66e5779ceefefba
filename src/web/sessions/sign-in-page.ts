import type { Response } from 'express';
import type { KeptForm } from '../kept-form.ts';
import { pageContext } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { DemoPerson } from '../web-deps.ts';

export type SignInPage = {
  email: string;
  /** Why the page is shown, as a key of `sessions.notice`. */
  notice: 'wrong' | 'ended' | 'signed-out' | null;
  next: string;
  /** What was typed before the session ended, and the text that carries it. */
  kept: (KeptForm & { json: string }) | null;
  people: DemoPerson[];
};

/** Sends the sign-in page. In practice mode it lists who can sign in. */
export async function sendSignInPage(
  res: Response,
  given: {
    status?: number;
    notice?: SignInPage['notice'];
    email?: string;
    next: string;
    kept?: KeptForm | null;
  },
): Promise<void> {
  const { visitor, deps } = pageContext(res);
  const kept = given.kept ?? null;
  await renderPage(res, 'sessions/sign-in', {
    title: visitor.t('sessions.signIn.title'),
    page: {
      email: given.email ?? '',
      notice: given.notice ?? null,
      next: given.next,
      kept: kept === null ? null : { ...kept, json: JSON.stringify(kept) },
      people: deps.mode === 'practice' ? await deps.demoPeople() : [],
    } satisfies SignInPage,
    status: given.status ?? 200,
    layout: 'plain',
  });
}
