import type { Response } from 'express';
import { loadAssets } from './assets.ts';
import type { AssetUrl } from './assets.ts';
import { takeFlash } from './flash.ts';
import { formatOf } from './format.ts';
import { mediaAddress } from './media/media-address.ts';
import { bandOf } from './holds/hold-band.ts';
import { navigationFor } from './navigation.ts';
import { pageContext, queryText } from './page-request.ts';
import { renderTemplate } from './templates.ts';
import { urls, withQuery } from './urls.ts';
import type { Place, WebDeps } from './web-deps.ts';

export type PageOptions<P extends object> = {
  /** Already in the reader's language. */
  title: string;
  /** What the page builder made; the view sees it as `page`. */
  page: P;
  /** The place of the rail that is marked. */
  current?: Place;
  status?: number;
  /** Built scripts beside the shell's own, for example `compose.js`. */
  scripts?: readonly string[];
  /** `plain` has no rail: sign-in, and errors that strike before the reader is known. */
  layout?: 'desk' | 'plain';
  /** Seconds after which the browser asks for the page again. */
  refreshAfter?: number;
};

/** Renders `views/<view>.ejs` inside its layout and sends it. */
export async function renderPage<P extends object>(
  res: Response,
  view: string,
  options: PageOptions<P>,
): Promise<void> {
  const { visitor, deps } = pageContext(res);
  const { actor, language } = visitor;
  const layout = actor === null ? 'plain' : (options.layout ?? 'desk');
  const shell = actor === null || layout === 'plain' ? null : await deps.loadShell(actor);
  const html = await renderTemplate(`layouts/${layout}`, {
    view,
    title: options.title,
    page: options.page,
    scripts: options.scripts ?? [],
    refreshAfter: options.refreshAfter ?? null,
    t: visitor.t,
    language,
    urls,
    withQuery,
    mediaAddress: (sha256: string) => mediaAddress(deps.sessionSecret, sha256),
    format: formatOf(language),
    asset: assetsOf(deps),
    nonce: visitor.nonce,
    now: visitor.now,
    path: visitor.path,
    searched: res.req.path === urls.posts() ? queryText(res.req, 'q') : '',
    isRead: visitor.isRead,
    actor,
    mode: deps.mode,
    flash: options.refreshAfter === undefined ? takeFlash(res.req) : null,
    shell,
    holdBand: bandOf(shell?.hold ?? null, visitor),
    nav:
      actor === null || shell === null
        ? null
        : navigationFor(actor, shell.counts, options.current ?? null),
  });
  res
    .status(options.status ?? 200)
    .set('Cache-Control', 'private, no-cache')
    .type('html')
    .send(html);
}

/** The hashed names are read once per process. */
const assetUrls = new Map<string, AssetUrl>();
function assetsOf(deps: WebDeps): AssetUrl {
  const known = assetUrls.get(deps.assetsDir);
  if (known !== undefined) return known;
  const made = loadAssets(deps.assetsDir);
  assetUrls.set(deps.assetsDir, made);
  return made;
}
