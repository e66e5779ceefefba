import { metricsAt } from '../audience/metrics-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import type { Account, Post } from '../types.ts';
import type { World } from '../world.ts';
import { isLong, wireText } from './post-text.ts';
import { fieldError } from './problems.ts';

/** X's old field names and the new ones of its OpenAPI document 2.167 (Aug 2026). */
export type Vocabulary = 'old' | 'new';
const NEW_NAMES: Record<string, string> = {
  retweet_count: 'repost_count',
  edit_history_tweet_ids: 'edit_history_post_ids',
  referenced_tweets: 'referenced_posts',
  note_tweet: 'note_post',
  tweet_count: 'post_count',
};
const NEW_PROBLEMS = 'https://api.x.com/2/problems/';
const OLD_NAMES = Object.fromEntries(Object.entries(NEW_NAMES).map(([a, b]) => [b, a]));

export const postFields = [
  'attachments',
  'author_id',
  'conversation_id',
  'created_at',
  'edit_history_tweet_ids',
  'entities',
  'id',
  'in_reply_to_user_id',
  'lang',
  'non_public_metrics',
  'note_tweet',
  'organic_metrics',
  'possibly_sensitive',
  'promoted_metrics',
  'public_metrics',
  'referenced_tweets',
  'reply_settings',
  'text',
] as const;
export type PostField = (typeof postFields)[number];

const PRIVATE_METRICS_LIFE_MS = 30 * 24 * 3_600_000;
/** X's short form of a long post ends here. */
const LONG_POST_PREVIEW = 275;

/** A field name in the old vocabulary, whichever one it came in. */
export function oldName(name: string): string {
  return OLD_NAMES[name] ?? name;
}

/** Renames what the new vocabulary calls otherwise: members, and the host of problem types. */
export function inVocabulary(value: unknown, vocabulary: Vocabulary): unknown {
  if (vocabulary === 'old' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => inVocabulary(item, vocabulary));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      NEW_NAMES[key] ?? key,
      key === 'type' && typeof item === 'string'
        ? item.replace(/^https:\/\/api\.twitter\.com\/2\/problems\//, NEW_PROBLEMS)
        : inVocabulary(item, vocabulary),
    ]),
  );
}

/** One post as X answers with it, and the fields that this reader may not have. */
export function presentPost(
  world: World,
  post: Post,
  author: Account,
  fields: ReadonlySet<PostField>,
  isOwner: boolean,
): { data: Record<string, unknown>; errors: unknown[] } {
  const wire = wireText(post);
  const long = isLong(post.text);
  const errors: unknown[] = [];
  const data: Record<string, unknown> = {
    id: post.id,
    text: long ? `${[...wire.text].slice(0, LONG_POST_PREVIEW).join('')}…` : wire.text,
    edit_history_tweet_ids: [post.id],
  };
  const replied = post.replyTo === null ? null : world.post('x', post.replyTo);
  const set = (field: PostField, value: unknown): void => {
    if (fields.has(field) && value !== undefined) data[field] = value;
  };
  set('author_id', post.accountId);
  set('created_at', new Date(post.createdAt).toISOString());
  set('conversation_id', threadOf(world, post)[0]?.id);
  set('in_reply_to_user_id', replied?.accountId);
  set('lang', author.language);
  set('possibly_sensitive', false);
  set('reply_settings', 'everyone');
  set('entities', Object.keys(wire.entities).length > 0 ? wire.entities : undefined);
  set(
    'attachments',
    post.mediaIds.length > 0
      ? {
          media_keys: post.mediaIds.map((id) =>
            mediaKey(id, world.medium('x', id)?.mimeType ?? ''),
          ),
        }
      : undefined,
  );
  set('note_tweet', long ? { text: wire.text } : undefined);
  set('referenced_tweets', referencesOf(post));

  const figures = metricsAt(post, author, world.now(), AUDIENCE_SEED);
  set('public_metrics', {
    retweet_count: figures.shares,
    reply_count: figures.comments,
    like_count: figures.likes,
    quote_count: figures.quotes,
    bookmark_count: figures.bookmarks,
    impression_count: figures.views,
  });
  const isFresh = world.now() - post.createdAt <= PRIVATE_METRICS_LIFE_MS;
  const hasLink = wire.urls.length > 0;
  const clicks = {
    user_profile_clicks: figures.profileClicks,
    ...(hasLink ? { url_link_clicks: figures.linkClicks } : {}),
  };
  const privateFigures = {
    non_public_metrics: {
      impression_count: figures.views,
      ...clicks,
      engagements:
        figures.likes +
        figures.comments +
        figures.shares +
        figures.linkClicks +
        figures.profileClicks,
    },
    organic_metrics: {
      impression_count: figures.views,
      retweet_count: figures.shares,
      reply_count: figures.comments,
      like_count: figures.likes,
      ...clicks,
    },
    // No practice post is promoted.
    promoted_metrics: null,
  };
  for (const [field, value] of Object.entries(privateFigures)) {
    if (!fields.has(field as PostField)) continue;
    if (value !== null && isOwner && isFresh) data[field] = value;
    else errors.push(fieldError(field, post.id));
  }
  return { data, errors };
}

/** X's keys begin with the kind of media: 3 for a photo, 7 for a video, 16 for a moving picture. */
export function mediaKey(mediaId: string, mimeType: string): string {
  const kind = mimeType.startsWith('video/') ? 7 : mimeType === 'image/gif' ? 16 : 3;
  return `${kind}_${mediaId}`;
}

/** A post with everything that it answers, first to last. */
function threadOf(world: World, post: Post): Post[] {
  const before = post.replyTo === null ? null : world.post('x', post.replyTo);
  return [...(before === null ? [] : threadOf(world, before)), post];
}

function referencesOf(post: Post): unknown[] | undefined {
  const references = [
    ...(post.replyTo === null ? [] : [{ type: 'replied_to', id: post.replyTo }]),
    ...(post.quoteOf === null ? [] : [{ type: 'quoted', id: post.quoteOf }]),
  ];
  return references.length > 0 ? references : undefined;
}
