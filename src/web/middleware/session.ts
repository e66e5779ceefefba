import type { RequestHandler } from 'express';
import session from 'express-session';
import type { WebDeps } from '../web-deps.ts';

export const SESSION_COOKIE = 'sugia';

/** A session that nobody used for this long has ended. Real time, never practice time. */
const SESSION_IDLE_MS = 8 * 60 * 60 * 1000;

/** Who is signed in, by a cookie that scripts cannot read and other sites cannot make use of. */
export function keepSession(deps: WebDeps): RequestHandler {
  const keep = session({
    name: SESSION_COOKIE,
    secret: deps.sessionSecret,
    store: deps.sessionStore,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: deps.publicUrl.startsWith('https:'),
      maxAge: SESSION_IDLE_MS,
    },
  });
  return (req, res, next) => {
    let isAnswering = false;
    keep(req, res, (error?: unknown) => {
      if (!isAnswering) {
        isAnswering = true;
        next(error);
        return;
      }
      // Called again when a session could not be saved behind an answer that is on its way: to
      // pass this on would cut the answer off.
      req.log.error({ err: error }, 'the session could not be saved');
    });
  };
}
