import { partsOf, payloadFor } from '../../../domain/deliveries/payload.ts';
import type { PlatformId } from '../../../domain/channels/channel.ts';
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
  if (meter !== null) showMeter(meter, usedBy(payload.text, target.platform), number);
  showFurtherParts(place, article, partsOf(payload), target.platform, number);
}

function usedBy(text: string, platform: PlatformId): number {
  return platform === 'x' ? xWeight(text).weight : text.normalize('NFC').length;
}

/** What follows in a thread, each part drawn from the page's own pattern of one. */
function showFurtherParts(
  place: HTMLElement,
  article: HTMLElement,
  texts: readonly string[],
  platform: PlatformId,
  number: Intl.NumberFormat,
): void {
  const total = texts.length;
  showPartNumber(article.querySelector(':scope > footer'), 1, total);
  const shown = [...article.querySelectorAll<HTMLElement>('.part')];
  const pattern = place.querySelector<HTMLTemplateElement>('template[data-part-pattern]');
  for (let n = shown.length + 2; n <= total; n += 1) {
    const made = pattern?.content.firstElementChild?.cloneNode(true);
    if (!(made instanceof HTMLElement)) return;
    article.append(made);
    shown.push(made);
  }
  for (const [index, part] of shown.entries()) {
    const text = texts[index + 1];
    if (text === undefined) {
      part.remove();
      continue;
    }
    const line = part.querySelector('.text');
    if (line !== null && line.textContent !== text) line.textContent = text;
    showPartNumber(part.querySelector('footer'), index + 2, total);
    const meter = part.querySelector<HTMLElement>('.meter');
    if (meter !== null) showMeter(meter, usedBy(text, platform), number);
  }
}

/** `Part 1 of 3`; nothing for a post that is no thread. */
function showPartNumber(footer: Element | null, n: number, total: number): void {
  const place = footer?.querySelector<HTMLElement>('[data-part-number]') ?? null;
  if (place === null) return;
  place.hidden = total < 2;
  place.textContent = (place.dataset['partNumber'] ?? '')
    .replace('{n}', String(n))
    .replace('{total}', String(total));
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
    const src = addressOf(sha256);
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

/** Where a picture or video is: the desk alone makes addresses, and its own row of the form has one. */
function addressOf(sha256: string): string {
  const field = document.querySelector(`.picture input[value="${sha256}"]`);
  return field?.closest('.picture')?.querySelector('img, video')?.getAttribute('src') ?? '';
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
