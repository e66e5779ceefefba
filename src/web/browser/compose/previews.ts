import { payloadFor } from '../../../domain/deliveries/payload.ts';
import { xWeight } from '../../../domain/language/x-weight.ts';
import type { VersionContent } from '../../../domain/posts/content.ts';
import { showMeter } from './counts.ts';
import type { ChosenTarget } from './fields.ts';

/** Draws what one channel would show, from the very payload that would be sent. */
export function showPreview(
  target: ChosenTarget,
  version: VersionContent,
  number: Intl.NumberFormat,
): void {
  const place = document.querySelector<HTMLElement>(`[data-preview="${target.n}"]`);
  const article = place?.querySelector<HTMLElement>('.preview') ?? null;
  if (place === null || article === null) return;
  place.hidden = !target.isOn;
  const payload = payloadFor(version, target);
  article.lang = target.language;
  const text = article.querySelector('.text');
  if (text !== null && text.textContent !== payload.text) text.textContent = payload.text;
  showPhotos(article, payload.media);
  showLink(article, payload.link);
  const meter = article.querySelector<HTMLElement>('.meter');
  const used =
    target.platform === 'x' ? xWeight(payload.text).weight : payload.text.normalize('NFC').length;
  if (meter !== null) showMeter(meter, used, number);
}

function showPhotos(article: HTMLElement, media: VersionContent['media']): void {
  const there = article.querySelector('.photos');
  if (media.length === 0) {
    there?.remove();
    return;
  }
  const photos = there ?? insertBeforeFooter(article, 'div', 'photos');
  const kept = (tag: string, src: string): HTMLElement =>
    [...photos.querySelectorAll<HTMLElement>(tag)].find((one) => one.getAttribute('src') === src) ??
    withSource(document.createElement(tag), src);
  const shown = media.map(({ sha256, alt, kind }) => {
    const src = `/media/${sha256}`;
    if (kind === 'video') return asPlayer(kept('video', src));
    const image = kept('img', src);
    image.setAttribute('alt', alt);
    return image;
  });
  // Elements that are taken out and put back would load and play anew.
  const now = [...photos.children];
  const isSame = now.length === shown.length && shown.every((one, n) => one === now[n]);
  if (!isSame) photos.replaceChildren(...shown);
}

function withSource(element: HTMLElement, src: string): HTMLElement {
  element.setAttribute('src', src);
  return element;
}

/** The name of the player is that of the rows in the editor, which the server wrote. */
function asPlayer(element: HTMLElement): HTMLElement {
  element.setAttribute('controls', '');
  element.setAttribute('preload', 'metadata');
  const name = document.querySelector('[data-kind="video"] video')?.getAttribute('aria-label');
  element.setAttribute('aria-label', name ?? 'Video');
  return element;
}

function showLink(article: HTMLElement, link: string | null): void {
  const now = article.querySelector('.link');
  if (link === null) {
    now?.remove();
    return;
  }
  const place = now ?? insertBeforeFooter(article, 'span', 'link');
  if (place.textContent !== link) place.textContent = link;
}

function insertBeforeFooter(article: HTMLElement, tag: string, className: string): Element {
  const made = document.createElement(tag);
  made.className = className;
  article.insertBefore(made, article.querySelector('footer'));
  return made;
}
