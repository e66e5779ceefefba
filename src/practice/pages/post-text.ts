import twitter from 'twitter-text';
import { displayUrl, piecesOf, withScheme } from '../x/post-text.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A post's text as the public sees it on X: short addresses, tags and names as links. */
export function xText(text: string): Html {
  const out: Html[] = [];
  let at = 0;
  for (const piece of piecesOf(text)) {
    out.push(html`${text.slice(at, piece.indices[0])}`);
    const raw = text.slice(...piece.indices);
    at = piece.indices[1];
    out.push(
      piece.kind === 'url'
        ? outwardLink(withScheme(raw), displayUrl(withScheme(raw)))
        : html`<span class="tag">${raw}</span>`,
    );
  }
  return html`${out}${text.slice(at)}`;
}

/** The same on Facebook: whole addresses, tags, nothing counted. */
export function facebookText(text: string): Html {
  const out: Html[] = [];
  let at = 0;
  const pieces = [
    ...twitter
      .extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false })
      .map(({ indices }) => ({ indices, isUrl: true })),
    ...twitter.extractHashtagsWithIndices(text).map(({ indices }) => ({ indices, isUrl: false })),
  ].toSorted((a, b) => a.indices[0] - b.indices[0]);
  for (const { indices, isUrl } of pieces) {
    if (indices[0] < at) continue;
    out.push(html`${text.slice(at, indices[0])}`);
    const raw = text.slice(...indices);
    at = indices[1];
    out.push(isUrl ? outwardLink(raw, raw) : html`<span class="tag">${raw}</span>`);
  }
  return html`${out}${text.slice(at)}`;
}

function outwardLink(href: string, text: string): Html {
  return html`<a href="${href}" rel="noopener noreferrer nofollow" target="_blank">${text}</a>`;
}
