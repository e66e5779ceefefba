import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { readMedia } from '../../actions/media/read-media.ts';
import type { MediaRead } from '../../actions/media/read-media.ts';
import { VIDEO_TYPE } from '../../domain/media/video.ts';
import { formText, pageContext } from '../page-request.ts';
import { notFound } from '../http-error.ts';
import { readPictures, uploadedFiles } from '../posts/compose-upload.ts';
import { changesOf } from '../posts/compose-versions.ts';
import { storePicture, tellsOfSize } from '../posts/take-pictures.ts';
import { isSealOf, mediaAddress } from './media-address.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import { saveVideo } from './video-upload.ts';
import type { WebDeps } from '../web-deps.ts';

const A_YEAR_S = 31_536_000;

export function mediaRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.media(':sha256', ':seal'), requires('media.read'), sendMedia(deps)),
    route('post', urls.videoUploads(), requires('media.write'), saveVideo(deps)),
    route('post', urls.mediaUploads(), requires('media.write'), saveUpload(deps), [readPictures]),
  ];
}

/**
 * The bytes never change, so they are kept by the browser, and by nobody in between; what is under
 * embargo is kept by nobody at all.
 */
function sendMedia(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const sha256 = String(req.params['sha256']);
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw notFound('media');
    if (!isSealOf(deps.sessionSecret, sha256, String(req.params['seal']))) throw notFound('media');
    const found = await readMedia(deps.actions, { actor: page.actor, sha256 });
    if (!found.ok) throw notFound('media');
    res
      .set(
        'Cache-Control',
        found.isEmbargoed ? 'private, no-store' : `private, max-age=${A_YEAR_S}, immutable`,
      )
      .set('Content-Security-Policy', "default-src 'none'")
      .set('X-Content-Type-Options', 'nosniff')
      .type(found.media.mimeType);
    if (found.kind === 'video') await sendVideo(req, res, found);
    else res.send(found.bytes);
  };
}

/** A player asks for the parts that it shows; each is read from the store as it is sent. */
async function sendVideo(
  req: Request,
  res: Response,
  { media, open }: Extract<MediaRead, { kind: 'video' }>,
): Promise<void> {
  res.set('Accept-Ranges', 'bytes');
  const asked = req.range(media.bytes, { combine: true });
  if (asked === -1) {
    res.status(416).set('Content-Range', `bytes */${media.bytes}`).end();
    return;
  }
  const [range] = Array.isArray(asked) && asked.type === 'bytes' ? asked : [];
  const { start, end } = range ?? { start: 0, end: media.bytes - 1 };
  if (range !== undefined) {
    res.status(206).set('Content-Range', `bytes ${start}-${end}/${media.bytes}`);
  }
  res.set('Content-Length', String(end - start + 1));
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  const bytes = await open({ start, end: end + 1 });
  // A player that has seen enough closes the line: that is no fault.
  await pipeline(bytes, res).catch((error: unknown) => {
    if (!res.destroyed) throw error;
  });
}

/** One picture for the script of the composer: what it is called, and what was changed in it. */
function saveUpload(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const [file] = uploadedFiles(req);
    const { t } = pageContext(res).visitor;
    if (file === undefined) {
      res.status(422).json({ error: { sentence: t('media.refused.empty') } });
      return;
    }
    const outcome = await storePicture(deps.actions, page.actor, formText(req, 'unit'), file);
    if ('key' in outcome) {
      const status = statusOfRefusal(outcome.key);
      res.status(status).json({ error: { sentence: t(outcome.key, outcome.parameters) } });
      return;
    }
    res.status(201).json({
      sha256: outcome.sha256,
      src: mediaAddress(deps.sessionSecret, outcome.sha256),
      told: changesOf(outcome, t),
      ...(outcome.mimeType === VIDEO_TYPE ? { kind: 'video' } : {}),
    });
  };
}

function statusOfRefusal(key: string): number {
  if (tellsOfSize([{ key }])) return 413;
  return key === 'media.refused.forbidden' ? 403 : 422;
}
