import { readMedia } from '../../actions/media/read-media.ts';
import { formText, pageContext } from '../page-request.ts';
import { notFound } from '../http-error.ts';
import { readPictures, uploadedFiles } from '../posts/compose-upload.ts';
import { changesOf } from '../posts/compose-versions.ts';
import { storePicture, tellsOfSize } from '../posts/take-pictures.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';

const A_YEAR_S = 31_536_000;

export function mediaRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.media(':sha256'), requires('media.read'), sendMedia(deps)),
    route('post', urls.mediaUploads(), requires('media.write'), saveUpload(deps), [readPictures]),
  ];
}

/** The bytes never change, so they are kept by the browser; by nobody in between. */
function sendMedia(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const sha256 = String(req.params['sha256']);
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw notFound('media');
    const found = await readMedia(deps.actions, { actor: page.actor, sha256 });
    if (!found.ok) throw notFound('media');
    res
      .set('Cache-Control', `private, max-age=${A_YEAR_S}, immutable`)
      .set('Content-Security-Policy', "default-src 'none'")
      .set('X-Content-Type-Options', 'nosniff')
      .type(found.media.mimeType)
      .send(found.bytes);
  };
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
      src: urls.media(outcome.sha256),
      told: changesOf(outcome, t),
    });
  };
}

function statusOfRefusal(key: string): number {
  if (tellsOfSize([{ key }])) return 413;
  return key === 'media.refused.forbidden' ? 403 : 422;
}
