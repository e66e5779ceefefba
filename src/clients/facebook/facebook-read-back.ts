import type { SeenPost } from '../../domain/deliveries/read-back.ts';
import type { AddressAnswer, PostAnswer, RecentAnswer } from '../platform.ts';
import { asFields, asList, asText } from '../read-answer.ts';
import type { Fields } from '../read-answer.ts';
import { isGone } from './facebook-metrics.ts';
import type { GraphResult, GraphSession } from './graph-session.ts';

type Failed = Extract<RecentAnswer, { kind: 'failed' }>;
type FailedBy = (result: GraphResult) => Failed;
type Account = { accountId: string; publicUrl: string };

/** A post may be on one of the two before it is on the other (Pages API, 2026-11-25). */
const EDGES = ['feed', 'published_posts'] as const;
const FIELDS = 'id,message,created_time,permalink_url,from,attachments';
const MOST_PER_PAGE = 100;
const MOST_PAGES = 10;
const FACEBOOK_HOSTS = ['facebook.com', 'www.facebook.com', 'm.facebook.com', 'web.facebook.com'];
/** How far back an address without a number is looked for. */
const ADDRESS_LOOKBACK_MS = 7 * 86_400_000;
const ADDRESS_MOST_POSTS = 200;

/** Reads a Page's feed and its published posts together, newest first, until `since` or the limit. */
export async function readFacebookRecent(
  call: { accountId: string; since: Date; limit: number },
  session: GraphSession,
  failed: FailedBy,
): Promise<RecentAnswer> {
  const edges = await Promise.all(EDGES.map((edge) => readEdge(call, edge, session)));
  const [first] = edges;
  if (first !== undefined && edges.every((edge) => edge.posts === null)) return failed(first.last);
  const byId = new Map(
    edges.flatMap((edge) => edge.posts ?? []).map((post) => [post.platformPostId, post]),
  );
  const posts = [...byId.values()].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return {
    kind: 'read',
    posts: posts.slice(0, call.limit),
    complete: edges.every((edge) => edge.complete) && posts.length <= call.limit,
  };
}

type Edge = { posts: SeenPost[] | null; complete: boolean; last: GraphResult };

async function readEdge(
  call: { accountId: string; since: Date; limit: number },
  edge: (typeof EDGES)[number],
  session: GraphSession,
): Promise<Edge> {
  const posts: SeenPost[] = [];
  let result = await session.get([call.accountId, edge], {
    fields: FIELDS,
    limit: String(Math.min(MOST_PER_PAGE, call.limit)),
    since: String(Math.floor(call.since.getTime() / 1000)),
  });
  if (result.body === undefined) return { posts: null, complete: false, last: result };
  for (let page = 1; ; page += 1) {
    const { items, next } = pageOf(result.body);
    const seen = items
      .map((item) => seenOnPage(item, call.accountId))
      .filter((one) => one !== null);
    posts.push(...seen.filter((post) => post.createdAt >= call.since));
    const reached = seen.some((post) => post.createdAt < call.since);
    if (reached || next === null) return { posts, complete: true, last: result };
    const isEnough = posts.length >= call.limit || page >= MOST_PAGES;
    if (isEnough) return { posts, complete: false, last: result };
    result = await session.getNext(next);
    // What came before a page that failed is still true; only that it is all, nobody can say.
    if (result.body === undefined) return { posts, complete: false, last: result };
  }
}

/**
 * Reads the post behind an address of this Page. Today's addresses (`pfbid…`) hold no number that
 * the Graph API takes, so that post is looked for among the Page's last ones by its address.
 */
export async function readFacebookPost(
  call: { account: Account; address: string; postId: string; now: Date },
  session: GraphSession,
  failed: FailedBy,
): Promise<AddressAnswer> {
  const { account, address, postId } = call;
  if (postId.startsWith('pfbid')) {
    const since = new Date(call.now.getTime() - ADDRESS_LOOKBACK_MS);
    const recent = { accountId: account.accountId, since, limit: ADDRESS_MOST_POSTS };
    const answer = await readFacebookRecent(recent, session, failed);
    if (answer.kind === 'failed') return { ...answer, platformPostId: postId };
    const post = answer.posts.find((one) => samePlace(one.permalink, address));
    return { kind: 'read', post: post ?? null };
  }
  const answer = await readFacebookOwnPost(account.accountId, postId, session, failed);
  return answer.kind === 'failed' ? { ...answer, platformPostId: postId } : answer;
}

/** Reads one post of a Page by its id; null when the Page has none with it any more. */
export async function readFacebookOwnPost(
  accountId: string,
  postId: string,
  session: GraphSession,
  failed: FailedBy,
): Promise<PostAnswer> {
  const result = await session.get([postId], { fields: FIELDS });
  if (isGone(result.evidence)) return { kind: 'read', post: null };
  if (result.body === undefined) return failed(result);
  return { kind: 'read', post: seenOnPage(asFields(result.body), accountId) };
}

/** The post that an address on Facebook names; null for any other place. */
export function facebookPostIn(address: string, account: Account): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const home = URL.canParse(account.publicUrl) ? new URL(account.publicUrl).host : '';
  const isFacebook = FACEBOOK_HOSTS.includes(home) && FACEBOOK_HOSTS.includes(url.host);
  if (!/^https?:$/.test(url.protocol) || !(isFacebook || url.host === home)) return null;
  const inPath = /\/posts\/(?:[^/]+\/)?(pfbid\w+|\d+(?:_\d+)?)\/?$/.exec(url.pathname)?.[1];
  const inQuery = /^(?:pfbid\w+|\d+)$/.exec(url.searchParams.get('story_fbid') ?? '')?.[0];
  const found = inPath ?? inQuery;
  if (found === undefined) return null;
  if (!/^\d+$/.test(found)) return found;
  return `${account.accountId}_${found}`;
}

/** A post of the Page itself as its readers see it; null for what visitors left on it. */
function seenOnPage(item: Fields, accountId: string): SeenPost | null {
  const id = asText(item['id']);
  const createdAt = new Date(asText(item['created_time']) ?? NaN);
  const author = asText(asFields(item['from'])['id']) ?? accountId;
  if (id === null || author !== accountId || Number.isNaN(createdAt.getTime())) return null;
  const attachments = asList(asFields(item['attachments'])['data']).map(asFields);
  return {
    platformPostId: id,
    earlierIds: [],
    text: (asText(item['message']) ?? '').trim(),
    links: attachments.filter((one) => !isMedia(one)).flatMap(linkOf),
    mediaCount: attachments.reduce((sum, one) => sum + countMedia(one), 0),
    hasVideo: attachments.some(isVideo),
    createdAt,
    permalink: asText(item['permalink_url']),
  };
}

/** The address of a card; `url` leads over Facebook's own redirection. */
function linkOf(attachment: Fields): string[] {
  const link = asText(attachment['unshimmed_url']) ?? asText(attachment['url']);
  return link === null ? [] : [link];
}

function countMedia(attachment: Fields): number {
  const parts = asList(asFields(attachment['subattachments'])['data']);
  if (parts.length > 0) return parts.length;
  return isMedia(attachment) ? 1 : 0;
}

function isMedia(attachment: Fields): boolean {
  const words = [attachment['media_type'], attachment['type']].map(asText);
  return words.some((word) => word !== null && /^(?:photo|album|video|cover_photo)/.test(word));
}

function isVideo(attachment: Fields): boolean {
  const words = [attachment['media_type'], attachment['type']].map(asText);
  return words.some((word) => word?.startsWith('video') === true);
}

function pageOf(body: unknown): { items: Fields[]; next: string | null } {
  const { data, paging } = asFields(body);
  return { items: asList(data).map(asFields), next: asText(asFields(paging)['next']) };
}

function samePlace(permalink: string | null, address: string): boolean {
  if (permalink === null || !URL.canParse(permalink)) return false;
  return new URL(permalink).pathname === new URL(address).pathname;
}
