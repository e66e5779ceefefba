import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { HttpError } from '../http-error.ts';

/** A picture of the form; `bytes` is null when it was larger than a form carries. */
export type UploadedFile = { field: string; name: string; bytes: Buffer | null };

/** Above what a picture may weigh, so that the sentence about the limit comes from its renderer. */
const MOST_BYTES_KEPT = 16_000_000;
/** Where reading ends and the whole request is refused. */
const MOST_BYTES_READ = 128_000_000;
const MOST_FILES = 10;

/** Keeps small files, and reads large ones to their end so that the texts after them arrive. */
const storage: multer.StorageEngine = {
  _handleFile: (_req, file, done) => {
    const chunks: Buffer[] = [];
    let size = 0;
    file.stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES_KEPT) chunks.push(chunk);
      else chunks.length = 0;
    });
    file.stream.on('error', done);
    file.stream.on('end', () => {
      done(null, { size, ...(size <= MOST_BYTES_KEPT ? { buffer: Buffer.concat(chunks) } : {}) });
    });
  },
  _removeFile: (_req, _file, done) => {
    done(null);
  },
};

const parser = multer({
  storage,
  defParamCharset: 'utf8',
  limits: {
    fileSize: MOST_BYTES_READ,
    files: MOST_FILES,
    fields: 2000,
    fieldSize: 1_000_000,
  },
}).any();

/** Reads a form with pictures; a form without any passes as it is. */
export const readPictures: RequestHandler = (req, res, next) => {
  parser(req, res, (error: unknown) => {
    if (error === undefined) {
      next();
      return;
    }
    // What was read of a broken form is not what was typed: nothing of it is offered again.
    req.body = {};
    const isLarge = error instanceof multer.MulterError && error.code.startsWith('LIMIT_');
    next(
      isLarge
        ? new HttpError(413, `the form is larger than one may be: ${error.code}`)
        : new HttpError(400, 'the form cannot be read', { cause: error }),
    );
  });
};

/** The files that were chosen; a file field left empty sends one without a name. */
export function uploadedFiles(req: Request): UploadedFile[] {
  const files = Array.isArray(req.files) ? req.files : [];
  return files
    .filter((file) => file.originalname !== '')
    .map((file) => ({
      field: file.fieldname,
      name: file.originalname,
      // The engine leaves the buffer out of a file that was too large, which its type does not say.
      bytes: (file.buffer as Buffer | undefined) ?? null,
    }));
}
