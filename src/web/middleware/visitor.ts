import type { Request, RequestHandler, Response } from 'express';
import type { Actor, ReaderLanguage } from '../../domain/people/person.ts';
import { HttpError } from '../http-error.ts';
import { setPageContext } from '../page-request.ts';
import type { VisitorRequest } from '../page-request.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';

const LANGUAGE_COOKIE = 'sugia-lang';
const LANGUAGE_COOKIE_MS = 365 * 24 * 60 * 60 * 1000;

/** Answers in the language of the cookie until it is known who asks: errors may strike before. */
export function meetVisitor(deps: WebDeps): RequestHandler {
  return (req, res, next) => {
    setPageContext(res, { visitor: describeVisitor(deps, req, res, null), deps });
    next();
  };
}

/** Finds out who asks and in which language to answer. */
export function loadVisitor(deps: WebDeps): RequestHandler {
  return async (req, res, next) => {
    // A store that is away leaves the request without a session, which its type does not say.
    const session = req.session as Request['session'] | undefined;
    if (session === undefined) throw new HttpError(503, 'the session store is away');
    const { personId } = session;
    const actor = personId === undefined ? null : await deps.loadActor(personId);
    if (actor === null) delete session.personId;
    // So that sign-in, and an error before it is known who asks, speak the reader's language too.
    else if (readCookie(req, LANGUAGE_COOKIE) !== actor.language) {
      rememberLanguage(deps, res, actor.language);
    }
    setPageContext(res, { visitor: describeVisitor(deps, req, res, actor), deps });
    next();
  };
}

/** Keeps the chosen language in this browser. */
export function rememberLanguage(
  deps: Pick<WebDeps, 'publicUrl'>,
  res: Response,
  language: ReaderLanguage,
): void {
  res.cookie(LANGUAGE_COOKIE, language, {
    maxAge: LANGUAGE_COOKIE_MS,
    httpOnly: true,
    sameSite: 'lax',
    secure: deps.publicUrl.startsWith('https:'),
  });
}

/** The request as handlers see it: the person's own language, else the cookie's, else Vietnamese. */
function describeVisitor(
  deps: WebDeps,
  req: Request,
  res: Response,
  actor: Actor | null,
): VisitorRequest {
  const language = actor?.language ?? languageOf(readCookie(req, LANGUAGE_COOKIE));
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  return {
    id: typeof req.id === 'string' ? req.id : '',
    actor,
    language,
    t: deps.translators[language],
    now: deps.clock.now(),
    nonce: String(res.locals['nonce']),
    path: isRead ? req.originalUrl : urls.today(),
    isRead,
  };
}

export function languageOf(value: string): ReaderLanguage {
  return value === 'en' ? 'en' : 'vi';
}

function readCookie(req: Request, name: string): string {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name) return value?.trim() ?? '';
  }
  return '';
}
