import { z } from 'zod';
import { followersAt } from '../audience/followers-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import type { Answer } from '../exchange.ts';
import { answer } from '../exchange.ts';
import type { Account, Post } from '../types.ts';
import { visiblePosts } from '../world.ts';
import type { World } from '../world.ts';
import type { Caller } from './authenticate.ts';
import { mediaKey, oldName, postFields, presentPost } from './present-post.ts';
import type { PostField, Vocabulary } from './present-post.ts';
import { notFoundError, problems } from './problems.ts';
import { validationProblem } from './publish.ts';

export type Query = Record<string, string | undefined>;
export type Reading = { world: World; caller: Caller; query: Query; publicUrl: string };

const USER_FIELDS = [
  'created_at',
  'description',
  'id',
  'name',
  'profile_image_url',
  'protected',
  'public_metrics',
  'username',
  'verified',
];
const MOST_IDS = 100;

/** The words that the answer is to be in: those of the question, unless a setting says otherwise. */
export function vocabularyOf(world: World, query: Query): Vocabulary {
  const { xVocabulary } = world.settings();
  if (xVocabulary !== 'asked') return xVocabulary;
  return query['post.fields'] === undefined ? 'old' : 'new';
}

/** `GET /2/tweets?ids=` and `GET /2/tweets/:id` */
export function readPosts(reading: Reading, ids: readonly string[], single: boolean): Answer {
  const fields = fieldsOf(reading.query);
  if ('status' in fields) return fields;
  if (ids.length === 0 || ids.length > MOST_IDS || !ids.every((id) => /^[0-9]{1,19}$/.test(id))) {
    return problems.invalid([
      {
        message: `The \`ids\` query parameter takes 1 to ${MOST_IDS} numbers`,
        parameters: { [single ? 'id' : 'ids']: [...ids] },
      },
    ]);
  }
  const posts = ids
    .map((id) => reading.world.post('x', id))
    .filter((post): post is Post => post !== null && post.deletedAt === null);
  const found = new Set(posts.map((post) => post.id));
  const missing = ids
    .filter((id) => !found.has(id))
    .map((id) => notFoundError(single ? 'id' : 'ids', id));
  return answer(200, page(reading, posts, fields.set, missing, single, {}));
}

const timelineSchema = z.object({
  max_results: z.coerce.number().int().min(5).max(100).default(10),
  pagination_token: z
    .string()
    .regex(/^[0-9a-z]{1,24}$/)
    .optional(),
  since_id: z.string().regex(/^\d+$/).optional(),
  until_id: z.string().regex(/^\d+$/).optional(),
  start_time: z.iso.datetime().optional(),
  end_time: z.iso.datetime().optional(),
});

/** `GET /2/users/:id/tweets`: newest first, page by page. */
export function readTimeline(reading: Reading, accountId: string): Answer {
  const fields = fieldsOf(reading.query);
  if ('status' in fields) return fields;
  const read = timelineSchema.safeParse(reading.query);
  if (!read.success) return validationProblem(read.error);
  const wanted = read.data;
  const { world } = reading;
  const author = world.account('x', accountId);
  if (author === null) return answer(200, { errors: [notFoundError('id', accountId, 'user')] });

  const isAfter = (id: string, mark: string | undefined): boolean =>
    mark === undefined || BigInt(id) > BigInt(mark);
  const all = visiblePosts(world, author, world.settings().xVisibilitySeconds).filter(
    (post) =>
      isAfter(post.id, wanted.since_id) &&
      (wanted.until_id === undefined || BigInt(post.id) < BigInt(wanted.until_id)) &&
      (wanted.start_time === undefined || post.createdAt >= Date.parse(wanted.start_time)) &&
      (wanted.end_time === undefined || post.createdAt < Date.parse(wanted.end_time)),
  );
  const start =
    wanted.pagination_token === undefined ? 0 : Number.parseInt(wanted.pagination_token, 36);
  const posts = all.slice(start, start + wanted.max_results);
  const next = start + wanted.max_results;
  const meta = {
    result_count: posts.length,
    ...(posts.length === 0 ? {} : { newest_id: posts[0]?.id, oldest_id: posts.at(-1)?.id }),
    ...(next < all.length ? { next_token: next.toString(36) } : {}),
    ...(start > 0 ? { previous_token: Math.max(0, start - wanted.max_results).toString(36) } : {}),
  };
  return answer(200, page(reading, posts, fields.set, [], false, { meta }));
}

/** `GET /2/users/me`, `/2/users/:id` and `/2/users/by/username/:username` */
export function readUser(
  reading: Reading,
  account: Account | null,
  asked: { parameter: string; value: string },
): Answer {
  if (account === null) {
    return answer(200, { errors: [notFoundError(asked.parameter, asked.value, 'user')] });
  }
  const fields = listOf(reading.query['user.fields']);
  const unknown = fields.filter((field) => !USER_FIELDS.includes(field));
  if (unknown.length > 0) return unknownField('user.fields', unknown, USER_FIELDS);
  return answer(200, { data: presentUser(reading, account, fields) });
}

function page(
  reading: Reading,
  posts: readonly Post[],
  fields: ReadonlySet<PostField>,
  missing: readonly unknown[],
  single: boolean,
  extra: Record<string, unknown>,
): unknown {
  const { world, caller } = reading;
  const presented = posts.flatMap((post) => {
    const author = world.account('x', post.accountId);
    if (author === null) return [];
    const isOwner = caller.kind === 'user' && caller.account.accountId === post.accountId;
    return [presentPost(world, post, author, fields, isOwner)];
  });
  const errors = [...missing, ...presented.flatMap(({ errors: own }) => own)];
  const data = presented.map(({ data: one }) => one);
  const includes = includesOf(reading, posts);
  return {
    ...(data.length > 0 ? { data: single ? data[0] : data } : {}),
    ...(Object.keys(includes).length > 0 ? { includes } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    ...extra,
  };
}

function includesOf(reading: Reading, posts: readonly Post[]): Record<string, unknown[]> {
  const { world, query, publicUrl } = reading;
  const expansions = listOf(query['expansions']);
  const mediaFields = listOf(query['media.fields']);
  const includes: Record<string, unknown[]> = {};
  const media = posts.flatMap((post) => post.mediaIds).map((id) => world.medium('x', id));
  if (expansions.includes('attachments.media_keys') && media.length > 0) {
    includes['media'] = media.flatMap((medium) =>
      medium === null
        ? []
        : [
            {
              media_key: mediaKey(medium.id, medium.mimeType),
              type: medium.mimeType.startsWith('video/') ? 'video' : 'photo',
              ...(mediaFields.includes('url') ? { url: `${publicUrl}/media/x/${medium.id}` } : {}),
              ...(mediaFields.includes('alt_text') && medium.alt !== ''
                ? { alt_text: medium.alt }
                : {}),
            },
          ],
    );
  }
  if (expansions.includes('author_id')) {
    const ids = [...new Set(posts.map((post) => post.accountId))];
    const users = ids.flatMap((id) => {
      const account = world.account('x', id);
      return account === null ? [] : [presentUser(reading, account, listOf(query['user.fields']))];
    });
    if (users.length > 0) includes['users'] = users;
  }
  return includes;
}

function presentUser(
  { world }: Reading,
  account: Account,
  fields: readonly string[],
): Record<string, unknown> {
  const posts = world.timeline('x', account.accountId).filter((post) => post.deletedAt === null);
  const optional: Record<string, unknown> = {
    created_at: new Date(account.createdAt).toISOString(),
    description: account.description,
    protected: false,
    verified: true,
    public_metrics: {
      followers_count: followersAt(account, world.now(), AUDIENCE_SEED),
      following_count: 120,
      tweet_count: posts.length,
      listed_count: Math.floor(account.followers / 400),
      like_count: 0,
    },
  };
  return {
    id: account.accountId,
    name: account.name,
    username: account.handle,
    ...Object.fromEntries(fields.flatMap((f) => (f in optional ? [[f, optional[f]]] : []))),
  };
}

function fieldsOf(query: Query): { set: ReadonlySet<PostField> } | Answer {
  for (const name of ['tweet.fields', 'post.fields']) {
    const unknown = listOf(query[name]).filter(
      (field) => !(postFields as readonly string[]).includes(oldName(field)),
    );
    if (unknown.length > 0) return unknownField(name, unknown, postFields);
  }
  const asked = [...listOf(query['tweet.fields']), ...listOf(query['post.fields'])].map(oldName);
  return { set: new Set(postFields.filter((field) => asked.includes(field))) };
}

function unknownField(name: string, unknown: string[], known: readonly string[]): Answer {
  return problems.invalid([
    {
      message: `The \`${name}\` query parameter value [${unknown.join(',')}] is not one of [${known.join(',')}]`,
      parameters: { [name]: unknown },
    },
  ]);
}

function listOf(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}
