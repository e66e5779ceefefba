import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Medium, Post } from '../types.ts';
import type { World } from '../world.ts';
import { graphErrors } from './errors.ts';
import type { Parameters } from './parameters.ts';

const LONGEST_MESSAGE = 63_206;
const MOST_PHOTO_BYTES = 10 * 1024 * 1024;
const PHOTO_TYPES = /^image\/(jpeg|png|gif|tiff|heif|heic|webp|bmp)$/;
/** Window of `scheduled_publish_time` (Pages API guide). */
const SCHEDULE_FROM_MS = 10 * 60_000;
const SCHEDULE_UNTIL_MS = 30 * 24 * 3_600_000;

const attachedSchema = z.array(z.object({ media_fbid: z.coerce.string() })).min(1);

/** `POST /{page}/feed` */
export function createFeedPost(world: World, page: Account, parameters: Parameters): Answer {
  const message = parameters.get('message') ?? '';
  const link = parameters.get('link') ?? null;
  const attached = readAttached(parameters.get('attached_media'));
  if (attached === null) return graphErrors.invalid('param attached_media must be an array.');
  if (message.trim() === '' && link === null && attached.length === 0) {
    return graphErrors.invalid('Missing message or attachment');
  }
  const staged = attached.map((id) => stagedPhoto(world, page, id));
  if (staged.some((photo) => photo === null)) {
    return graphErrors.invalid('param attached_media: a media_fbid is not a photo of this Page.');
  }
  if (attached.some((id) => isUsed(world, page, id))) return graphErrors.photoAlreadyPosted();
  const refusal = refuseLink(link) ?? refuseMessage(world, page, message);
  if (refusal !== null) return refusal;
  const publication = publicationOf(world, parameters);
  if ('status' in publication) return publication;
  const post = savePost(world, page, { message, link, mediaIds: attached, ...publication });
  return answer(200, { id: post.id });
}

/** `POST /{page}/photos`, with the bytes of `source` or those behind `url` on this machine. */
export async function createPhoto(
  world: World,
  page: Account,
  parameters: Parameters,
  source: Uint8Array | null,
): Promise<Answer> {
  const bytes = source ?? (await fetchHere(parameters.get('url')));
  if (bytes === null) return graphErrors.invalid('Requires upload file');
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? '';
  if (!PHOTO_TYPES.test(type) || bytes.length > MOST_PHOTO_BYTES) return graphErrors.badPhoto();

  const message = parameters.get('message') ?? parameters.get('caption') ?? '';
  const isPublished = parameters.get('published') !== 'false';
  const refusal = isPublished ? refuseMessage(world, page, message) : null;
  if (refusal !== null) return refusal;
  const now = world.now();
  const photo: Medium = {
    platform: 'facebook',
    accountId: page.accountId,
    id: world.newFacebookId(now),
    state: 'ready',
    declaredType: type,
    declaredBytes: bytes.length,
    mimeType: type,
    sha256: world.saveBytes(bytes),
    alt: parameters.get('alt_text_custom') ?? '',
    createdAt: now,
    readyAt: now,
    deletedAt: null,
  };
  world.saveMedium(photo);
  if (!isPublished) return answer(200, { id: photo.id });
  const post = savePost(world, page, {
    message,
    link: null,
    mediaIds: [photo.id],
    publishedAt: now,
  });
  return answer(200, { id: photo.id, post_id: post.id });
}

/** `DELETE /{post}` and `DELETE /{photo}` */
export function deleteNode(world: World, page: Account, id: string): Answer {
  const node = world.post('facebook', id) ?? world.medium('facebook', id);
  if (node === null || node.deletedAt !== null) return graphErrors.unknownNode(id);
  if (node.accountId !== page.accountId) return graphErrors.noPermission();
  const deletedAt = world.now();
  if ('text' in node) world.savePost({ ...node, deletedAt });
  else world.saveMedium({ ...node, deletedAt });
  return answer(200, { success: true });
}

export function savePost(
  world: World,
  page: Account,
  parts: {
    message: string;
    link: string | null;
    mediaIds: string[];
    publishedAt: number | null;
  },
): Post {
  const now = world.now();
  const post: Post = {
    platform: 'facebook',
    accountId: page.accountId,
    id: world.newFacebookId(now, `${page.accountId}_`),
    text: parts.message,
    link: parts.link,
    mediaIds: parts.mediaIds,
    createdAt: parts.publishedAt ?? now,
    publishedAt: parts.publishedAt,
    deletedAt: null,
    replyTo: null,
    quoteOf: null,
  };
  world.savePost(post);
  return post;
}

export function refuseMessage(world: World, page: Account, message: string): Answer | null {
  if (message.length > LONGEST_MESSAGE) {
    return graphErrors.invalid('param message is too long.');
  }
  const last = world
    .timeline('facebook', page.accountId)
    .findLast((post) => post.deletedAt === null && post.publishedAt !== null);
  return message.trim() !== '' && last?.text.trim() === message.trim()
    ? graphErrors.duplicate()
    : null;
}

/** Facebook reads what is behind a link before it takes it; here only the address can be judged. */
function refuseLink(link: string | null): Answer | null {
  if (link === null) return null;
  if (!URL.canParse(link)) return graphErrors.invalid('link URL is not properly formatted');
  const { protocol, hostname } = new URL(link);
  if (!/^https?:$/.test(protocol)) {
    return graphErrors.invalid('link URL is not properly formatted');
  }
  if (/(^|\.)(facebook\.com|fb\.com|fb\.me)$/.test(hostname)) return graphErrors.facebookLink();
  const isPublic = hostname.includes('.') && !/^[\d.]+$/.test(hostname);
  return isPublic ? null : graphErrors.badLink();
}

function publicationOf(
  world: World,
  parameters: Parameters,
): { publishedAt: number | null } | Answer {
  const now = world.now();
  if (parameters.get('published') !== 'false') return { publishedAt: now };
  const scheduled = parameters.get('scheduled_publish_time');
  if (scheduled === undefined) return { publishedAt: null };
  const at = /^\d+$/.test(scheduled) ? Number(scheduled) * 1000 : Date.parse(scheduled);
  return at >= now + SCHEDULE_FROM_MS && at <= now + SCHEDULE_UNTIL_MS
    ? { publishedAt: at }
    : graphErrors.invalid('The specified scheduled publish time is invalid.');
}

function readAttached(text: string | undefined): string[] | null {
  if (text === undefined) return [];
  try {
    const items = JSON.parse(text) as unknown[];
    // A form may carry each element as a text of its own.
    const read = attachedSchema.safeParse(
      items.map((item) => (typeof item === 'string' ? (JSON.parse(item) as unknown) : item)),
    );
    return read.success ? read.data.map((item) => item.media_fbid) : null;
  } catch {
    return null;
  }
}

function stagedPhoto(world: World, page: Account, id: string): Medium | null {
  const photo = world.medium('facebook', id);
  return photo?.accountId === page.accountId && photo.deletedAt === null ? photo : null;
}

function isUsed(world: World, page: Account, photoId: string): boolean {
  return world
    .timeline('facebook', page.accountId)
    .some((post) => post.deletedAt === null && post.mediaIds.includes(photoId));
}

/** Nothing leaves the machine: only an address on it is read. */
async function fetchHere(url: string | undefined): Promise<Uint8Array | null> {
  if (url === undefined || !URL.canParse(url)) return null;
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'http:' || !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return null;
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}
