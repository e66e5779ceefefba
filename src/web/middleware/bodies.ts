import express from 'express';
import type { RequestHandler } from 'express';
import { urls } from '../urls.ts';

/** A form may be this large; a file goes by its own parser. */
const FORM_LIMIT = '1mb';
/** The sign-in form may carry a whole form that was typed before the session ended. */
const SIGN_IN_LIMIT = '2mb';

/** Reads posted forms and JSON. Flat names, so `a[b]=1` stays the text it is. */
export function parseBodies(): RequestHandler[] {
  const forms = express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 2000 });
  const signIn = express.urlencoded({ extended: false, limit: SIGN_IN_LIMIT });
  return [
    (req, res, next) => {
      (req.path === urls.session() ? signIn : forms)(req, res, next);
    },
    express.json({ limit: FORM_LIMIT }),
  ];
}
