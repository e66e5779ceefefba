import twitter from 'twitter-text';
import { sha256 } from '../../lib/hashing.ts';
import type { Post } from '../types.ts';

const LONG_POST_LIMIT = 25_000;
const LINK_CODE_LENGTH = 10;
const DISPLAY_URL_LENGTH = 26;

/** Whether X takes a text of this length, as its own library counts it. */
export function isLengthAllowed(text: string, premium: boolean): boolean {
  const parsed = twitter.parseTweet(text);
  return premium ? parsed.weightedLength <= LONG_POST_LIMIT : parsed.valid;
}

/** Whether the text is one that only a premium account can have written. */
export function isLong(text: string): boolean {
  return !twitter.parseTweet(text).valid && text !== '';
}

export function countCashtags(text: string): number {
  return new Set(twitter.extractCashtags(text).map((tag) => tag.toLowerCase())).size;
}

export function mentionsOf(text: string): string[] {
  return twitter.extractMentions(text).map((name) => name.toLowerCase());
}

const comparable = new WeakMap<object, string>();

/** Whether a post says what a text says: two texts that differ only by blanks are the same to X. */
export function saysTheSame(post: Pick<Post, 'text'>, text: string): boolean {
  const known = comparable.get(post) ?? plainly(post.text);
  comparable.set(post, known);
  return known === plainly(text);
}

function plainly(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ');
}

export type UrlEntity = {
  start: number;
  end: number;
  url: string;
  expanded_url: string;
  display_url: string;
};
export type WireText = { text: string; entities: Record<string, unknown[]>; urls: UrlEntity[] };

type Piece = {
  indices: [number, number];
  kind: 'url' | 'hashtag' | 'cashtag' | 'mention';
  value: string;
};

/**
 * The text as X answers with it: each address a t.co link, `& < >` escaped, one more link for the
 * pictures at the end, and entities whose positions count code points of that text.
 */
export function wireText(post: Pick<Post, 'id' | 'text' | 'mediaIds'>): WireText {
  const entities: Record<string, unknown[]> = {};
  const urls: UrlEntity[] = [];
  let out = '';
  let at = 0;
  const position = (): number => [...out].length;
  const add = (name: string, entity: unknown): void => {
    (entities[name] ??= []).push(entity);
  };
  for (const piece of piecesOf(post.text)) {
    out += escapeText(post.text.slice(at, piece.indices[0]));
    const start = position();
    const raw = post.text.slice(...piece.indices);
    at = piece.indices[1];
    if (piece.kind === 'url') {
      out += shortLink(post.id, raw);
      urls.push(urlEntity(start, position(), shortLink(post.id, raw), withScheme(raw)));
      continue;
    }
    out += escapeText(raw);
    const span = { start, end: position() };
    if (piece.kind === 'mention') add('mentions', { ...span, username: piece.value });
    else add(`${piece.kind}s`, { ...span, tag: piece.value });
  }
  out += escapeText(post.text.slice(at));
  if (post.mediaIds.length > 0) {
    if (out !== '') out += ' ';
    const start = position();
    const link = shortLink(post.id, 'media');
    out += link;
    urls.push({
      ...urlEntity(start, position(), link, `https://x.com/i/status/${post.id}/photo/1`),
      display_url: `pic.x.com/${link.slice(-LINK_CODE_LENGTH)}`,
    });
  }
  if (urls.length > 0) entities['urls'] = urls;
  return { text: out, entities, urls };
}

/** The parts of a text that X makes something of, in order and without overlap. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [
    ...twitter
      .extractUrlsWithIndices(text)
      .map(({ url, indices }) => ({ kind: 'url' as const, value: url, indices })),
    ...twitter
      .extractHashtagsWithIndices(text)
      .map(({ hashtag, indices }) => ({ kind: 'hashtag' as const, value: hashtag, indices })),
    ...twitter
      .extractCashtagsWithIndices(text)
      .map(({ cashtag, indices }) => ({ kind: 'cashtag' as const, value: cashtag, indices })),
    ...twitter
      .extractMentionsWithIndices(text)
      .map(({ screenName, indices }) => ({ kind: 'mention' as const, value: screenName, indices })),
  ].toSorted((a, b) => a.indices[0] - b.indices[0]);
  let end = 0;
  return pieces.filter((piece) => {
    if (piece.indices[0] < end) return false;
    end = piece.indices[1];
    return true;
  });
}

/** How X shows an address: no scheme, no `www.`, cut short. */
export function displayUrl(url: string): string {
  const plain = url.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
  return plain.length > DISPLAY_URL_LENGTH ? `${plain.slice(0, DISPLAY_URL_LENGTH)}…` : plain;
}

export function withScheme(url: string): string {
  return /^https?:\/\//i.test(url) ? url : `http://${url}`;
}

function urlEntity(start: number, end: number, url: string, expanded: string): UrlEntity {
  return { start, end, url, expanded_url: expanded, display_url: displayUrl(expanded) };
}

function shortLink(postId: string, url: string): string {
  const digest = Buffer.from(sha256(`${postId} ${url}`), 'hex').toString('base64');
  return `https://t.co/${digest.replace(/[^A-Za-z0-9]/g, '').slice(0, LINK_CODE_LENGTH)}`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
