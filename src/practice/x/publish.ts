import { z } from 'zod';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Medium, Post } from '../types.ts';
import type { World } from '../world.ts';
import { countCashtags, isLengthAllowed, mentionsOf, saysTheSame } from './post-text.ts';
import { presentPost } from './present-post.ts';
import { problems } from './problems.ts';

const id = z.string().regex(/^[0-9]{1,19}$/);
/** What `POST /2/tweets` takes; the parts that practice does not play are refused as unknown. */
const bodySchema = z.strictObject({
  text: z.string().optional(),
  media: z
    .strictObject({
      media_ids: z.array(id).min(1).max(4),
      tagged_user_ids: z.array(id).max(10).optional(),
    })
    .optional(),
  reply: z
    .strictObject({
      in_reply_to_tweet_id: id,
      auto_populate_reply_metadata: z.boolean().optional(),
      exclude_reply_user_ids: z.array(id).optional(),
    })
    .optional(),
  quote_tweet_id: id.optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
  made_with_ai: z.boolean().optional(),
  paid_partnership: z.boolean().optional(),
});

const DUPLICATE_WINDOW_MS = 24 * 3_600_000;
const MEDIA_LIFE_MS = 24 * 3_600_000;

/** The faults of a body in X's words. */
export function validationProblem(error: z.ZodError): Answer {
  return problems.invalid(
    error.issues.map((issue) => {
      const name = issue.path.join('.');
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys.map((k) => `$.${k}`) : [];
      return {
        message:
          unknown.length > 0
            ? `${unknown.join(', ')}: is not defined in the schema and the schema does not allow additional properties`
            : `$.${name}: ${issue.message}`,
        parameters: unknown.length > 0 ? {} : { [name === '' ? 'body' : name]: [] },
      };
    }),
  );
}

/** `POST /2/tweets` */
export function createPost(world: World, account: Account, body: unknown): Answer {
  const read = bodySchema.safeParse(body);
  if (!read.success) return validationProblem(read.error);
  const wanted = read.data;
  const text = (wanted.text ?? '').normalize('NFC');
  const mediaIds = wanted.media?.media_ids ?? [];
  if (text.trim() === '' && mediaIds.length === 0) {
    return problems.invalid([
      { message: 'One or more of the required fields is missing: text, media', parameters: {} },
    ]);
  }
  const refusal =
    refuseText(world, account, text) ??
    refuseMedia(world, account, mediaIds) ??
    refuseReferences(world, account, wanted.reply?.in_reply_to_tweet_id, wanted.quote_tweet_id);
  if (refusal !== null) return refusal;

  const now = world.now();
  const post: Post = {
    platform: 'x',
    accountId: account.accountId,
    id: world.newXId(now),
    text,
    link: null,
    mediaIds,
    createdAt: now,
    publishedAt: now,
    deletedAt: null,
    replyTo: wanted.reply?.in_reply_to_tweet_id ?? null,
    quoteOf: wanted.quote_tweet_id ?? null,
  };
  world.savePost(post);
  const { data } = presentPost(world, post, account, new Set(), true);
  return answer(201, { data });
}

/** `DELETE /2/tweets/:id` */
export function deletePost(world: World, account: Account, postId: string): Answer {
  const post = world.post('x', postId);
  if (post !== null && post.accountId !== account.accountId) return problems.notPermitted();
  // X answers alike for a post that is gone already.
  if (post !== null && post.deletedAt === null) {
    world.savePost({ ...post, deletedAt: world.now() });
  }
  return answer(200, { data: { deleted: true } });
}

function refuseText(world: World, account: Account, text: string): Answer | null {
  if (text.trim() === '') return null;
  if (!isLengthAllowed(text, account.premium)) return problems.notPermitted();
  if (countCashtags(text) > 1) return problems.cashtags();
  const since = world.now() - DUPLICATE_WINDOW_MS;
  const isRepeated = world
    .timeline('x', account.accountId)
    .some((post) => post.deletedAt === null && post.createdAt >= since && saysTheSame(post, text));
  return isRepeated ? problems.duplicate() : null;
}

function refuseMedia(world: World, account: Account, ids: readonly string[]): Answer | null {
  const media = ids.flatMap((mediaId) => {
    const medium = world.medium('x', mediaId);
    return medium !== null && isUsable(world, account, medium) ? [medium] : [];
  });
  if (media.length < ids.length || new Set(ids).size < ids.length) {
    return problems.invalid([
      { message: 'Your media IDs are invalid.', parameters: { 'media.media_ids': [...ids] } },
    ]);
  }
  const goesAlone = media.some(
    (m) => m.mimeType === 'image/gif' || m.mimeType.startsWith('video/'),
  );
  return goesAlone && media.length > 1 ? problems.notPermitted() : null;
}

function isUsable(world: World, account: Account, medium: Medium): boolean {
  const now = world.now();
  return (
    medium.accountId === account.accountId &&
    medium.state === 'ready' &&
    medium.readyAt <= now &&
    now < medium.createdAt + MEDIA_LIFE_MS
  );
}

function refuseReferences(
  world: World,
  account: Account,
  replyTo: string | undefined,
  quoteOf: string | undefined,
): Answer | null {
  for (const [field, postId] of [
    ['reply.in_reply_to_tweet_id', replyTo],
    ['quote_tweet_id', quoteOf],
  ] as const) {
    if (postId === undefined) continue;
    const target = world.post('x', postId);
    if (target === null || target.deletedAt !== null) {
      return problems.invalid([
        { message: `${field}: ${postId} was not found`, parameters: { [field]: [postId] } },
      ]);
    }
    // Since Feb 2026 a reply needs its author's mention; a thread on one's own post is let through.
    const isSummoned =
      target.accountId === account.accountId ||
      mentionsOf(target.text).includes(account.handle.toLowerCase());
    if (field === 'reply.in_reply_to_tweet_id' && !isSummoned) return problems.notSummoned();
  }
  return null;
}
