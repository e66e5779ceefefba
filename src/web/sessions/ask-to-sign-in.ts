import type { Request, Response } from 'express';
import multer from 'multer';
import { HttpError } from '../http-error.ts';
import { keptForm } from '../kept-form.ts';
import { pageContext, wantsJson } from '../page-request.ts';
import { urls, withQuery } from '../urls.ts';
import { sendSignInPage } from './sign-in-page.ts';

/**
 * Answers somebody whose session is not there or has ended: a reader is led to sign-in and back,
 * and a posted form travels on the sign-in page, so that nothing typed is lost.
 */
export async function askToSignIn(req: Request, res: Response): Promise<void> {
  if (wantsJson(req)) throw new HttpError(401, 'not signed in');
  const { visitor } = pageContext(res);
  if (visitor.isRead) {
    res.redirect(303, withQuery(urls.session(), { next: withoutLoginAnswer(req.originalUrl) }));
    return;
  }
  await readTexts(req, res);
  await sendSignInPage(res, {
    status: 401,
    notice: 'ended',
    next: urls.today(),
    kept: keptForm(req.originalUrl, req.body),
  });
}

/**
 * What a platform sent somebody back with is worth nothing in another session, and its code belongs
 * on no page: the page itself then says that the login must begin again.
 */
function withoutLoginAnswer(address: string): string {
  const answers = urls.channelLoginAnswer('');
  return address.startsWith(answers) ? (address.split('?')[0] ?? answers) : address;
}

/** The texts of a form that has files with it; the files themselves are read and let go. */
const texts = multer({
  storage: {
    _handleFile: (_req, file, done) => {
      file.stream.on('end', () => {
        done(null, {});
      });
      file.stream.resume();
    },
    _removeFile: (_req, _file, done) => {
      done(null);
    },
  },
  limits: { fieldSize: 1024 * 1024, fields: 500, files: 20, fileSize: 32 * 1024 * 1024 },
}).any();

async function readTexts(req: Request, res: Response): Promise<void> {
  if (req.is('multipart/form-data') === false) return;
  await new Promise<void>((resolve, reject) => {
    texts(req, res, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
