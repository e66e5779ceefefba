import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { notFound, statusOf } from './http-error.ts';
import type { ErrorStatus } from './http-error.ts';
import { keptForm, parseKeptForm } from './kept-form.ts';
import type { KeptForm } from './kept-form.ts';
import { formText, pageContext, wantsJson } from './page-request.ts';
import { renderPage } from './render-page.ts';
import { urls } from './urls.ts';

/** How long a reader waits before a page that the database failed is asked for again. */
const RETRY_AFTER_S = 10;

export const answerNotFound: RequestHandler = () => {
  throw notFound();
};

/** The one error page: what happened, who can fix it and the next step, never a stack trace. */
export const handleErrors: ErrorRequestHandler = async (error: unknown, req, res, next) => {
  const status = statusOf(error);
  if (status >= 500) req.log.error({ err: error }, 'request failed');
  else req.log.info({ reason: error instanceof Error ? error.message : null, status }, 'refused');
  if (res.headersSent) {
    next(error);
    return;
  }
  if (status === 503 && !res.hasHeader('Retry-After')) res.set('Retry-After', `${RETRY_AFTER_S}`);
  if (wantsJson(req)) {
    res.status(status).json({ error: { status, requestId: pageContext(res).visitor.id } });
    return;
  }
  await sendErrorPage(req, res, status);
};

async function sendErrorPage(req: Request, res: Response, status: ErrorStatus): Promise<void> {
  const { visitor } = pageContext(res);
  const { t } = visitor;
  const send = (layout: 'desk' | 'plain'): Promise<void> =>
    renderPage(res, 'errors/error', {
      title: t(`errors.${status}.title`),
      page: {
        status,
        requestId: visitor.id,
        // What was typed goes with the page, so that nothing is lost and it can be sent again.
        kept: visitor.isRead ? null : typedForm(req),
        canRetry: status === 503 || status === 500 || status === 429,
        back: urls.today(),
      },
      status,
      layout,
      ...(status === 503 && visitor.isRead ? { refreshAfter: RETRY_AFTER_S } : {}),
    });
  try {
    await send(status === 503 ? 'plain' : 'desk');
  } catch (error) {
    // The rail itself needs the database; the page must not.
    req.log.warn({ err: error }, 'the error page is sent without the rail');
    await send('plain');
  }
}

/** A sign-in that failed keeps the form that it carried, and nothing of its own. */
function typedForm(req: Request): KeptForm | null {
  return req.path === urls.session()
    ? parseKeptForm(formText(req, 'kept'))
    : keptForm(req.originalUrl, req.body);
}
