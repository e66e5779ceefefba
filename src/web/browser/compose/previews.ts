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
  const now = article.querySelector('.photos');
  if (media.length === 0) {
    now?.remove();
    return;
  }
  const photos = now ?? insertBeforeFooter(article, 'div', 'photos');
  const shown = media.map(({ sha256, alt }) => {
    const src = `/media/${sha256}`;
    const image =
      [...photos.querySelectorAll('img')].find((one) => one.getAttribute('src') === src) ??
      document.createElement('img');
    image.setAttribute('src', src);
    image.alt = alt;
    return image;
  });
  photos.replaceChildren(...shown);
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
