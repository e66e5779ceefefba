import type { Request, Response } from 'express';
import { HttpError } from '../http-error.ts';
import { parseKeptForm } from '../kept-form.ts';
import { languageOf, rememberLanguage } from '../middleware/visitor.ts';
import { SESSION_COOKIE } from '../middleware/session.ts';
import { formText, queryText } from '../page-request.ts';
import type { VisitorRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { isPublic, route } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { isLocalPath, urls, withQuery } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { sendSignInPage } from './sign-in-page.ts';
import { createSignInLimits } from './sign-in-limits.ts';
import type { SignInLimits } from './sign-in-limits.ts';

export function sessionRoutes(deps: WebDeps): Route[] {
  const limits = createSignInLimits(deps);
  return [
    route('get', urls.session(), isPublic, showSignIn),
    route('post', urls.session(), isPublic, (req, res, page) =>
      signIn(deps, limits, req, res, page),
    ),
    route('post', urls.endedSession(), isPublic, signOut),
    route('post', urls.language(), isPublic, async (req, res, page) => {
      const language = languageOf(formText(req, 'language'));
      rememberLanguage(deps, res, language);
      if (page.actor !== null) await deps.saveLanguage(page.actor.personId, language);
      const next = formText(req, 'next');
      res.redirect(303, isLocalPath(next) ? next : urls.today());
    }),
  ];
}

async function showSignIn(req: Request, res: Response, page: VisitorRequest): Promise<void> {
  const next = wantedPath(queryText(req, 'next'));
  if (page.actor !== null) {
    res.redirect(303, next);
    return;
  }
  await sendSignInPage(res, {
    next,
    notice: queryText(req, 'signed-out') === '1' ? 'signed-out' : null,
  });
}

async function signIn(
  deps: WebDeps,
  limits: SignInLimits,
  req: Request,
  res: Response,
  page: VisitorRequest,
): Promise<void> {
  const email = formText(req, 'email').trim();
  const next = wantedPath(formText(req, 'next'));
  const kept = parseKeptForm(formText(req, 'kept'));
  const attempt = { email, address: req.ip ?? '' };
  const allowed = await limits.count(attempt);
  if (!allowed.ok) {
    res.set('Retry-After', String(allowed.retryAfterS));
    throw new HttpError(429, 'too many failed sign-ins');
  }
  const result = await deps.authenticate({ email, password: formText(req, 'password') });
  if (!result.ok) {
    await sendSignInPage(res, { status: 422, notice: 'wrong', email, next, kept });
    return;
  }
  await limits.forgive(attempt);
  if (deps.publicUrl.startsWith('https:') && !req.secure) {
    req.log.error('PUBLIC_URL is https but the request is not: set TRUST_PROXY for the proxy');
  }
  await newSession(req);
  req.session.personId = result.personId;
  await saveSession(req);
  if (kept === null) {
    res.redirect(303, next);
    return;
  }
  await renderPage(res, 'sessions/continue', {
    title: page.t('sessions.continue.title'),
    page: { kept },
    layout: 'plain',
  });
}

async function signOut(req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  res.clearCookie(SESSION_COOKIE);
  // The next person at this machine must not go back to pages of the last one.
  res.set('Clear-Site-Data', '"cache"');
  res.redirect(303, withQuery(urls.session(), { 'signed-out': '1' }));
}

/** A fresh session id at sign-in: one that was planted before is worth nothing. */
function newSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.regenerate((error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/** Saved before the answer, so that a store that is away is told and not found out later. */
function saveSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.save((error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/** Where to go after sign-in: not back to sign-in itself. */
function wantedPath(value: string): string {
  return isLocalPath(value) && !value.startsWith(urls.session()) ? value : urls.today();
}
