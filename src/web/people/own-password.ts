import type { Response } from 'express';
import { changePassword } from '../../actions/people/change-password.ts';
import { setFlash } from '../flash.ts';
import { HttpError } from '../http-error.ts';
import { formFields } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import type { SignInLimits } from '../sessions/sign-in-limits.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { readPassword } from './people-form.ts';
import type { PasswordRefusal } from './people-form.ts';

export const showPassword: Handler = (_req, res, page) => sendPassword(res, page, null);

/** Counts wrong passwords as sign-in does: an open desk is no place to guess one. */
export function savePassword(deps: WebDeps, limits: SignInLimits): Handler {
  return async (req, res, page) => {
    const form = formFields(req);
    const wanted = readPassword(form, 'password');
    if (wanted !== readPassword(form, 'passwordAgain')) {
      return sendPassword(res, page, 'password-differs');
    }
    const attempt = { email: `own ${page.actor.personId}`, address: req.ip ?? '' };
    const allowed = await limits.count(attempt);
    if (!allowed.ok) {
      res.set('Retry-After', String(allowed.retryAfterS));
      throw new HttpError(429, 'too many wrong passwords');
    }
    const current = readPassword(form, 'currentPassword');
    const result = await changePassword(deps.actions, { actor: page.actor, current, wanted });
    if (result.ok || result.reason !== 'wrong-password') await limits.forgive(attempt);
    if (!result.ok) return sendPassword(res, page, result.reason);
    setFlash(req, 'good', 'people.password.changed');
    res.redirect(303, urls.today());
  };
}

function sendPassword(
  res: Response,
  page: PageRequest,
  refusal: PasswordRefusal | null,
): Promise<void> {
  return renderPage(res, 'people/password', {
    title: page.t('people.password.title'),
    page: { refusal },
    status: refusal === null ? 200 : 422,
  });
}
