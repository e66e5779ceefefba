import type { Payload } from './payload.ts';
import type { SeenPost, SeenWindow } from './read-back.ts';

export type Match =
  | { kind: 'found'; seen: SeenPost }
  /** `near` says the same with another link, other pictures or at another time. */
  | { kind: 'not-found'; near: SeenPost[] }
  | { kind: 'ambiguous'; candidates: SeenPost[] };

/**
 * Decides which post on the platform a payload became: the one that says the same, with the same
 * link and as many pictures, made in this window, and known to be no other delivery's. A part of a
 * thread answers the part before it, and anything else answers nothing. Where two fit nobody but a
 * person can say.
 */
export function matchSeen(
  payload: Payload,
  seen: readonly SeenPost[],
  taken: ReadonlySet<string>,
  window: SeenWindow,
  replyTo: string | null = null,
): Match {
  const free = seen.filter((post) => !idsOf(post).some((id) => taken.has(id)));
  const alike = free.filter(
    (post) =>
      comparableText(post.text) === comparableText(payload.text) &&
      (post.replyTo ?? null) === replyTo,
  );
  const fitting = alike.filter(
    (post) =>
      hasTheMedia(post, payload) &&
      hasTheLink(post, payload) &&
      post.createdAt >= window.from &&
      post.createdAt <= window.to,
  );
  const [first] = fitting;
  if (first === undefined) return { kind: 'not-found', near: payload.text === '' ? [] : alike };
  return fitting.length === 1
    ? { kind: 'found', seen: first }
    : { kind: 'ambiguous', candidates: fitting };
}

/** Whether a post on the platform says what was approved, wherever and whenever it was made. */
export function saysTheSame(payload: Payload, post: SeenPost): boolean {
  return (
    comparableText(post.text) === comparableText(payload.text) &&
    hasTheMedia(post, payload) &&
    hasTheLink(post, payload)
  );
}

/** The post with this id, also when it was edited since or is named without its page. */
export function findSeen(seen: readonly SeenPost[], platformPostId: string): SeenPost | undefined {
  const wanted = lastPart(platformPostId);
  return seen.find((post) => idsOf(post).some((id) => lastPart(id) === wanted));
}

export function idsOf(post: SeenPost): string[] {
  return [post.platformPostId, ...post.earlierIds];
}

/**
 * A text in the one form in which what was sent and what is seen are compared: NFC, white space
 * folded, addresses without scheme, `www.` and closing slash, and not percent-encoded.
 */
export function comparableText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\s\u00ad\u200b\u2060\ufeff]+/gu, ' ')
    .trim()
    .split(' ')
    .map(comparableWord)
    .join(' ');
}

/** An address in the form in which two of them are compared. */
export function comparableLink(link: string): string {
  return comparableWord(link.trim());
}

function comparableWord(word: string): string {
  const plain = word.replace(/\/+(?=[.,;:!?)\]}”"’»…]*$)/u, '');
  return plain.replace(/https?:\/\/(?:www\.)?([^/?#\s]*)(\S*)/giu, addressForm);
}

function addressForm(_whole: string, host: string, rest: string): string {
  try {
    return host.toLowerCase() + decodeURI(rest).normalize('NFC');
  } catch {
    return host.toLowerCase() + rest;
  }
}

/** As many, and of the same kind where the platform tells it. */
function hasTheMedia(post: SeenPost, payload: Payload): boolean {
  if (post.mediaCount !== payload.media.length) return false;
  return post.hasVideo === undefined || post.hasVideo === (payload.kind === 'video');
}

/** The link of a card must be there, and a card of another link makes another post. */
function hasTheLink(post: SeenPost, payload: Payload): boolean {
  const text = comparableText(post.text);
  const cards = post.links.map(comparableLink);
  if (payload.link !== null) return cards.includes(comparableLink(payload.link));
  return cards.every((card) => text.includes(card));
}

/** Facebook names a post `page_post`, and in some answers `post` alone. */
function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}
