import { followersAt } from '../audience/followers-at.ts';
import { metricsAt } from '../audience/metrics-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import { pagePath, postPath } from '../paths.ts';
import type { Account, Medium, Post } from '../types.ts';
import { visiblePosts } from '../world.ts';
import type { World } from '../world.ts';
import { graphErrors } from './errors.ts';
import { videoValues } from './videos.ts';
import { parseFields } from './parameters.ts';
import type { Field, Parameters } from './parameters.ts';

export type GraphReading = {
  world: World;
  parameters: Parameters;
  publicUrl: string;
  /** The address of this call, for `paging.next`, which must be on the caller's own host. */
  calledUrl: string;
};

type Values = Record<string, (field: Field) => unknown>;

const DEFAULT_PAGE_SIZE = 25;
const MOST_PAGE_SIZE = 100;

/** `GET /{page}` and `GET /me` */
export function readPage(reading: GraphReading, page: Account): Answer {
  return selected(reading, 'Page', ['id', 'name'], pageValues(reading, page));
}

/** `GET /{post}` or `GET /{photo}` */
export function readNode(reading: GraphReading, node: Post | Medium): Answer {
  return 'text' in node
    ? selected(reading, 'Post', ['id', 'message', 'created_time'], postValues(reading, node))
    : node.declaredType.startsWith('video/')
      ? selected(
          reading,
          'Video',
          ['id', 'created_time'],
          videoValues(reading.world, node, photoUrl(reading.publicUrl, node)),
        )
      : selected(reading, 'Photo', ['id', 'created_time'], photoValues(reading, node));
}

/** `GET /{page}/feed` and `/{page}/published_posts`: newest first, a moment behind. */
export function readFeed(reading: GraphReading, page: Account): Answer {
  const { world, parameters } = reading;
  const limit = Number(parameters.get('limit') ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PAGE_SIZE) {
    return graphErrors.invalid(`param limit must be between 1 and ${MOST_PAGE_SIZE}`);
  }
  const since = instantOf(parameters.get('since')) ?? -Infinity;
  const until = instantOf(parameters.get('until')) ?? Infinity;
  const all = visiblePosts(world, page, world.settings().facebookVisibilitySeconds).filter(
    (post) => post.createdAt >= since && post.createdAt <= until,
  );
  const after = parameters.get('after');
  const start = after === undefined ? 0 : all.findIndex((post) => cursorOf(post) === after) + 1;
  const posts = all.slice(start, start + limit);
  const fields = fieldsOf(reading, ['id', 'message', 'created_time']);
  if (fields === null) return graphErrors.invalid('Syntax error in field expansion');
  const rows: Record<string, unknown>[] = [];
  for (const post of posts) {
    const row = pick(fields, 'Post', postValues(reading, post));
    if ('refusal' in row) return row.refusal;
    rows.push(row.values);
  }
  const [first, last] = [posts[0], posts.at(-1)];
  if (first === undefined || last === undefined) return answer(200, { data: [] });
  const next = new URL(reading.calledUrl);
  next.searchParams.set('limit', String(limit));
  next.searchParams.set('after', cursorOf(last));
  return answer(200, {
    data: rows,
    paging: {
      cursors: { before: cursorOf(first), after: cursorOf(last) },
      ...(start + limit < all.length ? { next: next.toString() } : {}),
    },
  });
}

function selected(
  reading: GraphReading,
  node: string,
  defaults: readonly string[],
  values: Values,
): Answer {
  const fields = fieldsOf(reading, defaults);
  if (fields === null) return graphErrors.invalid('Syntax error in field expansion');
  const row = pick(fields, node, values);
  return 'refusal' in row ? row.refusal : answer(200, row.values);
}

/** The chosen fields in their order, `id` always; a refusal for a field that is not there. */
function pick(
  fields: readonly Field[],
  node: string,
  values: Values,
): { values: Record<string, unknown> } | { refusal: Answer } {
  const row: Record<string, unknown> = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    if (value === undefined) return { refusal: graphErrors.noSuchField(field.name, node) };
    const found = value(field);
    if (found !== undefined) row[field.name] = found;
  }
  return { values: { ...row, id: values['id']?.({ name: 'id', modifiers: {}, children: [] }) } };
}

function fieldsOf(reading: GraphReading, defaults: readonly string[]): Field[] | null {
  const text = reading.parameters.get('fields');
  return parseFields(text === undefined || text === '' ? defaults.join(',') : text);
}

function pageValues({ world, publicUrl }: GraphReading, page: Account): Values {
  const followers = (): number => followersAt(page, world.now(), AUDIENCE_SEED);
  return {
    id: () => page.accountId,
    name: () => page.name,
    username: () => page.handle,
    about: () => page.description,
    link: () => publicUrl + pagePath(page),
    followers_count: followers,
    fan_count: () => Math.round((followers() * page.likes) / Math.max(1, page.followers)),
    category: () => 'Government organization',
    is_published: () => true,
  };
}

function postValues(reading: GraphReading, post: Post): Values {
  const { world, publicUrl } = reading;
  const page = world.account('facebook', post.accountId);
  const figures = page === null ? null : metricsAt(post, page, world.now(), AUDIENCE_SEED);
  const photos = post.mediaIds.flatMap((id) => world.medium('facebook', id) ?? []);
  const edge = (total: number, extra: Record<string, unknown>) => (field: Field) => ({
    data: [],
    ...(field.modifiers['summary'] === undefined
      ? {}
      : { summary: { total_count: total, ...extra } }),
  });
  return {
    id: () => post.id,
    message: () => (post.text === '' ? undefined : post.text),
    created_time: () => graphTime(post.createdAt),
    updated_time: () => graphTime(post.createdAt),
    permalink_url: () => (page === null ? undefined : publicUrl + postPath(page, post)),
    is_published: () => post.publishedAt !== null && post.publishedAt <= world.now(),
    status_type: () =>
      photos.some(isVideo)
        ? 'added_video'
        : photos.length > 0
          ? 'added_photos'
          : 'mobile_status_update',
    full_picture: () => (photos[0] === undefined ? undefined : photoUrl(publicUrl, photos[0])),
    from: () => (page === null ? undefined : { id: page.accountId, name: page.name }),
    shares: () =>
      figures === null || figures.shares === 0 ? undefined : { count: figures.shares },
    comments: edge(figures?.comments ?? 0, { order: 'ranked', can_comment: true }),
    reactions: edge(figures?.likes ?? 0, { viewer_reaction: 'NONE' }),
    likes: edge(figures?.reactions.like ?? 0, { can_like: true, has_liked: false }),
    attachments: () => attachmentsOf(publicUrl, post, photos),
  };
}

function photoValues({ publicUrl }: GraphReading, photo: Medium): Values {
  return {
    id: () => photo.id,
    created_time: () => graphTime(photo.createdAt),
    alt_text_custom: () => (photo.alt === '' ? undefined : photo.alt),
    alt_text: () => photo.alt,
    link: () => photoUrl(publicUrl, photo),
    picture: () => photoUrl(publicUrl, photo),
    images: () => [{ source: photoUrl(publicUrl, photo) }],
  };
}

function attachmentsOf(publicUrl: string, post: Post, photos: readonly Medium[]): unknown {
  if (post.link !== null) {
    return { data: [{ type: 'share', unshimmed_url: post.link, url: post.link }] };
  }
  const items = photos.map((photo) => ({
    type: isVideo(photo) ? 'video_inline' : 'photo',
    media_type: isVideo(photo) ? 'video' : 'photo',
    description: photo.alt,
    target: { id: photo.id },
    media: { image: { src: photoUrl(publicUrl, photo) } },
  }));
  if (items.length < 2) return items.length === 0 ? undefined : { data: items };
  return { data: [{ type: 'album', subattachments: { data: items } }] };
}

function isVideo(medium: Medium): boolean {
  return medium.mimeType.startsWith('video/');
}

function photoUrl(publicUrl: string, photo: Medium): string {
  return `${publicUrl}/media/facebook/${photo.id}`;
}

/** As Facebook writes an instant: `2026-11-25T09:00:00+0000`. */
export function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000');
}

function instantOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function cursorOf(post: Post): string {
  return Buffer.from(post.id).toString('base64url');
}
