import type { IncomingHttpHeaders } from 'node:http';
import type { TwitterApiv2 } from 'twitter-api-v2';
import type { SeenPost } from '../../domain/deliveries/read-back.ts';
import type { AddressAnswer, PostAnswer, RecentAnswer } from '../platform.ts';
import { asFields, asList, asText } from '../read-answer.ts';
import type { Fields } from '../read-answer.ts';
import { problemName } from './x-errors.ts';
import { xTimeOf } from './x-metrics.ts';

type Failed = Extract<RecentAnswer, { kind: 'failed' }>;
export type XRead =
  { ok: true; body: unknown; headers: IncomingHttpHeaders } | { ok: false; failed: Failed };
type Read = (work: (v2: TwitterApiv2) => Promise<unknown>) => Promise<XRead>;
type PermalinkOf = (postId: string) => string | null;

/** X gives between 5 and 100 posts a page (docs.x.com, timelines, 2026-11-25). */
const LEAST_PER_PAGE = 5;
const MOST_PER_PAGE = 100;
const MOST_PAGES = 10;
const FIELDS = 'author_id,created_at,entities,attachments,note_tweet,referenced_tweets';
const NOT_FOUND = 'resource-not-found';
/** A media key begins with its kind: 3 photo, 7 and 13 video, 16 moving picture. */
const MEDIA_KEY = /^\d+_/;
const VIDEO_KEY = /^(?:7|13)_/;
const X_HOSTS = ['x.com', 'www.x.com', 'mobile.x.com', 'twitter.com', 'www.twitter.com'];
/** Handles that stand for whoever wrote the post. */
const ANY_HANDLE = ['i', 'web'];

/** Reads an account's own timeline, newest first, page by page, until `since` or the limit. */
export async function readXRecent(
  call: { accountId: string; since: Date; limit: number },
  read: Read,
  permalinkOf: PermalinkOf,
): Promise<RecentAnswer> {
  const posts: SeenPost[] = [];
  let token: string | null = null;
  let pages = 0;
  do {
    const wanted = Math.max(LEAST_PER_PAGE, Math.min(MOST_PER_PAGE, call.limit - posts.length));
    const page: string | null = token;
    const answer = await read((v2) =>
      v2.get(`users/${call.accountId}/tweets`, {
        max_results: wanted,
        start_time: wholeSeconds(call.since),
        'tweet.fields': FIELDS,
        ...(page === null ? {} : { pagination_token: page }),
      }),
    );
    // What came before a page that failed is still true; only that it is all, nobody can say.
    if (!answer.ok)
      return posts.length === 0 ? answer.failed : { kind: 'read', posts, complete: false };
    const { items, next } = pageOf(answer.body);
    const seen = items.map((item) => seenPost(item, permalinkOf)).filter((one) => one !== null);
    posts.push(...seen.filter((post) => post.createdAt >= call.since));
    if (seen.some((post) => post.createdAt < call.since))
      return { kind: 'read', posts, complete: true };
    token = next;
    pages += 1;
  } while (token !== null && posts.length < call.limit && pages < MOST_PAGES);
  return { kind: 'read', posts: posts.slice(0, call.limit), complete: token === null };
}

/** Reads one post of this account by its id; null when the account has none with it. */
export async function readXOwnPost(
  accountId: string,
  postId: string,
  read: Read,
  permalinkOf: PermalinkOf,
): Promise<PostAnswer> {
  const answer = await read((v2) => v2.get(`tweets/${postId}`, { 'tweet.fields': FIELDS }));
  if (!answer.ok) return answer.failed;
  const body = asFields(answer.body);
  const item = asFields(body['data']);
  const post = item['author_id'] === accountId ? seenPost(item, permalinkOf) : null;
  if (post !== null || body['data'] !== undefined) return { kind: 'read', post };
  // X answers 200 and says in `errors` why there is no post: only one reason means that it is gone.
  const problems = asList(body['errors']).map((error) => problemName(asFields(error)['type']));
  return problems.includes(NOT_FOUND)
    ? { kind: 'read', post: null }
    : { kind: 'failed', reason: 'unreadable', code: problems[0] ?? null };
}

/** Reads the post that an address names; null when the account has none with that id. */
export async function readXPost(
  accountId: string,
  postId: string,
  read: Read,
  permalinkOf: PermalinkOf,
): Promise<AddressAnswer> {
  const answer = await readXOwnPost(accountId, postId, read, permalinkOf);
  return answer.kind === 'failed' ? { ...answer, platformPostId: postId } : answer;
}

/** The post id in an address of X, or of the server that stands for it; null when it is neither. */
export function xPostIdIn(
  address: string,
  account: { handle: string; publicUrl: string },
  webUrl: string | null,
): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isX = X_HOSTS.includes(url.host) && (webUrl === null || X_HOSTS.includes(hostOf(webUrl)));
  const isHere = url.host === hostOf(account.publicUrl) || url.host === hostOf(webUrl ?? '');
  if (!/^https?:$/.test(url.protocol) || !(isX || isHere)) return null;
  const [, handle = '', id = null] =
    /([^/]+)\/status(?:es)?\/(\d{1,19})(?:\/|$)/.exec(url.pathname) ?? [];
  const isOurs = [...ANY_HANDLE, account.handle.replace(/^@/, '').toLowerCase()];
  return isOurs.includes(handle.toLowerCase()) ? id : null;
}

/**
 * A post as its readers see it. In the text X writes each address as t.co, adds one for the
 * pictures, escapes `& < >`, and cuts long texts, which are whole in the note.
 */
export function seenPost(item: Fields, permalinkOf: PermalinkOf): SeenPost | null {
  const id = asText(item['id']);
  if (id === null) return null;
  const note = asFields(item['note_tweet'] ?? item['note_post']);
  const urls = [item, note]
    .flatMap((part) => asList(asFields(part['entities'])['urls']))
    .map(asFields);
  const links = urls.filter((url) => !isOfMedia(url)).map((url) => asText(url['expanded_url']));
  const createdAt = timeOf(item, id);
  if (createdAt === null) return null;
  const replyTo = replyTargetOf(item);
  const keys = asList(asFields(item['attachments'])['media_keys']).map((key) => asText(key) ?? '');
  const history = asList(item['edit_history_tweet_ids'] ?? item['edit_history_post_ids']);
  return {
    platformPostId: id,
    earlierIds: history.map(asText).filter((one) => one !== null && one !== id) as string[],
    text: readable(asText(note['text']) ?? asText(item['text']) ?? '', urls),
    links: [...new Set(links.filter((link) => link !== null))],
    mediaCount: keys.length,
    ...(keys.every((key) => MEDIA_KEY.test(key))
      ? { hasVideo: keys.some((key) => VIDEO_KEY.test(key)) }
      : {}),
    createdAt,
    permalink: permalinkOf(id),
    ...(replyTo === null ? {} : { replyTo }),
  };
}

/** The post that a reply answers; a quotation is none. */
function replyTargetOf(item: Fields): string | null {
  const references = asList(item['referenced_tweets'] ?? item['referenced_posts']).map(asFields);
  return asText(references.find((one) => one['type'] === 'replied_to')?.['id']);
}

function readable(text: string, urls: readonly Fields[]): string {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return urls
    .reduce((sofar, url) => {
      const short = asText(url['url']);
      const whole = isOfMedia(url) ? '' : asText(url['expanded_url']);
      return short === null || whole === null ? sofar : sofar.replaceAll(short, () => whole);
    }, plain)
    .trim();
}

/** The link that X adds for pictures: it names their key, or leads to a photo of a post. */
function isOfMedia(url: Fields): boolean {
  return (
    asText(url['media_key']) !== null ||
    /\/status\/\d+\/(?:photo|video)\/\d+$/.test(asText(url['expanded_url']) ?? '')
  );
}

function timeOf(item: Fields, id: string): Date | null {
  const told = Date.parse(asText(item['created_at']) ?? '');
  return Number.isNaN(told) ? xTimeOf(id) : new Date(told);
}

function pageOf(body: unknown): { items: Fields[]; next: string | null } {
  const { data, meta } = asFields(body);
  return { items: asList(data).map(asFields), next: asText(asFields(meta)['next_token']) };
}

/** `start_time` knows whole seconds. */
function wholeSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
