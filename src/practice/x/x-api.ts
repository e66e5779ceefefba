import { Router, json, raw, urlencoded } from 'express';
import type { ErrorRequestHandler, Request } from 'express';
import { createClock } from '../../lib/clock.ts';
import { endpoint } from '../endpoint.ts';
import type { Dialect, EndpointTools } from '../endpoint.ts';
import type { Answer } from '../exchange.ts';
import { send } from '../exchange.ts';
import type { EndpointClass, RefusalFault } from '../faults.ts';
import type { LoginBook } from '../login/login-book.ts';
import type { Account } from '../types.ts';
import { accountOfToken, authenticate } from './authenticate.ts';
import type { Caller } from './authenticate.ts';
import type { MediaDesk } from './media.ts';
import { readMultipart } from './multipart.ts';
import { inVocabulary } from './present-post.ts';
import { problems } from './problems.ts';
import { createPost, deletePost } from './publish.ts';
import type { RateBucket, RateLimiter } from './rate-limits.ts';
import { readPosts, readTimeline, readUser, vocabularyOf } from './read.ts';
import type { Query, Reading } from './read.ts';
import { giveTokens } from './token.ts';

/** What an OAuth 2 token must allow for each kind of call. */
const SCOPE_OF: Record<EndpointClass | 'other', string> = {
  publish: 'tweet.write',
  media: 'media.write',
  metrics: 'tweet.read',
  removal: 'tweet.write',
  login: 'users.read',
  other: 'tweet.write',
};

const MOST_SEGMENT_BYTES = 6 * 1024 * 1024;

export type XTools = EndpointTools & {
  media: MediaDesk;
  limiter: RateLimiter;
  publicUrl: () => string;
  logins: LoginBook;
};

/** X API v2, as far as a desk calls it. */
export function createXApi(tools: XTools): Router {
  const { world, limiter, media, logins } = tools;
  // Signatures and tokens go by real time, wherever practice time stands.
  const real = createClock();
  const router = Router();
  const dialect: Dialect = {
    platform: 'x',
    accountOf: (request) => accountOfToken(world, request)?.accountId ?? null,
    refusal: (fault) => refusalFor(fault, limiter),
    crashed: problems.crashed,
  };
  const open = (kind: EndpointClass | 'other', handle: (request: Request) => Answer) =>
    endpoint(tools, dialect, kind, handle);

  /** A route that needs a caller, and counts in a rate window. */
  const asCaller = (
    kind: EndpointClass | 'other',
    bucket: RateBucket,
    handle: (caller: Caller, request: Request) => Answer | Promise<Answer>,
  ) =>
    endpoint(tools, dialect, kind, async (request) => {
      const given = await asCalled(SCOPE_OF[kind], bucket, handle, request);
      const vocabulary = vocabularyOf(world, request.query as Query);
      return { ...given, body: inVocabulary(given.body, vocabulary) };
    });
  const asCalled = async (
    scope: string,
    bucket: RateBucket,
    handle: (caller: Caller, request: Request) => Answer | Promise<Answer>,
    request: Request,
  ): Promise<Answer> => {
    const caller = authenticate(world, request, real.real());
    if ('status' in caller) return caller;
    if (caller.kind === 'user' && caller.scopes?.includes(scope) === false) {
      return problems.notPermitted();
    }
    const { allowed, headers } = limiter.count(
      bucket,
      caller.kind === 'app' ? 'app' : caller.account.accountId,
    );
    const given = allowed ? await handle(caller, request) : problems.tooMany();
    // What an OAuth 1.0a token may do is told nowhere else.
    const level = isSignedCall(request) ? { 'x-access-level': 'read-write' } : {};
    return { ...given, headers: { ...headers, ...level, ...given.headers } };
  };
  /** A route that needs an account's own token. */
  const asUser = (
    kind: EndpointClass | 'other',
    bucket: RateBucket,
    handle: (account: Account, request: Request) => Answer | Promise<Answer>,
  ) =>
    asCaller(kind, bucket, (caller, request) =>
      caller.kind === 'app' ? problems.appOnly() : handle(caller.account, request),
    );
  const readingOf = (caller: Caller, request: Request): Reading => ({
    world,
    caller,
    query: request.query as Query,
    publicUrl: tools.publicUrl(),
  });

  router.use(['/2', '/oauth'], json({ limit: '1mb' }), urlencoded({ extended: false }));
  router.post(
    '/2/oauth2/token',
    open('login', (request) => giveTokens(world, logins, request, real.real())),
  );

  router.post(
    '/2/tweets',
    asUser('publish', 'POST /2/tweets', (account, request) =>
      createPost(world, account, request.body),
    ),
  );
  router.delete(
    '/2/tweets/:id',
    asUser('removal', 'DELETE /2/tweets', (account, request) =>
      deletePost(world, account, String(request.params['id'])),
    ),
  );
  router.get(
    '/2/tweets',
    asCaller('metrics', 'GET /2/tweets', (caller, request) => {
      const ids = (request.query as Query)['ids'] ?? '';
      return readPosts(readingOf(caller, request), ids === '' ? [] : ids.split(','), false);
    }),
  );
  router.get(
    '/2/tweets/:id',
    asCaller('metrics', 'GET /2/tweets', (caller, request) =>
      readPosts(readingOf(caller, request), [String(request.params['id'])], true),
    ),
  );
  router.get(
    '/2/users/me',
    asCaller('metrics', 'GET /2/users/me', (caller, request) =>
      caller.kind === 'app'
        ? problems.appOnly()
        : readUser(readingOf(caller, request), caller.account, { parameter: 'id', value: 'me' }),
    ),
  );
  router.get(
    '/2/users/by/username/:username',
    asCaller('metrics', 'GET /2/users', (caller, request) => {
      const username = String(request.params['username']);
      const account = world.findAccount(
        (a) => a.platform === 'x' && a.handle.toLowerCase() === username.toLowerCase(),
      );
      return readUser(readingOf(caller, request), account, {
        parameter: 'username',
        value: username,
      });
    }),
  );
  router.get(
    '/2/users/:id',
    asCaller('metrics', 'GET /2/users', (caller, request) => {
      const id = String(request.params['id']);
      return readUser(readingOf(caller, request), world.account('x', id), {
        parameter: 'id',
        value: id,
      });
    }),
  );
  router.get(
    '/2/users/:id/tweets',
    asCaller('metrics', 'GET /2/users/tweets', (caller, request) =>
      readTimeline(readingOf(caller, request), String(request.params['id'])),
    ),
  );

  router.post(
    '/2/media/upload/initialize',
    asUser('media', 'media', (account, request) => media.initialize(account, request.body)),
  );
  router.post(
    '/2/media/upload/:id/append',
    raw({ type: 'multipart/form-data', limit: MOST_SEGMENT_BYTES }),
    asUser('media', 'media', (account, request) => {
      const parts = Buffer.isBuffer(request.body)
        ? readMultipart(request.headers['content-type'] ?? '', request.body)
        : new Map<string, Buffer>();
      return media.append(
        account,
        String(request.params['id']),
        parts.get('segment_index')?.toString(),
        parts.get('media'),
      );
    }),
  );
  router.post(
    '/2/media/upload/:id/finalize',
    asUser('media', 'media', (account, request) =>
      media.finalize(account, String(request.params['id'])),
    ),
  );
  router.get(
    '/2/media/upload',
    asUser('media', 'media', (account, request) => media.status(account, request.query as Query)),
  );
  router.post(
    '/2/media/metadata',
    asUser('media', 'media metadata', (account, request) => media.metadata(account, request.body)),
  );

  router.use(
    ['/2', '/oauth'],
    open('other', () => problems.noSuchRoute()),
  );
  router.use(['/2', '/oauth'], badBody);
  return router;
}

function isSignedCall(request: Request): boolean {
  return request.headers.authorization?.startsWith('OAuth ') === true;
}

/** Bodies that no parser could read: broken JSON, a part that is too large. */
const badBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  send(
    response,
    problems.invalid([
      { message: error instanceof Error ? error.message : 'bad body', parameters: {} },
    ]),
  );
};

function refusalFor(fault: RefusalFault, limiter: RateLimiter): Answer {
  switch (fault) {
    case 'rate-limit':
      return { ...problems.tooMany(), headers: limiter.exhaustedHeaders() };
    case 'usage-capped':
      return problems.usageCapped();
    case 'credits':
      return problems.credits();
    case 'token-dead':
      return problems.unauthorized();
    case 'permission':
      return problems.oauth1Permissions();
    case 'duplicate':
      return problems.duplicate();
    case 'policy-block':
      return problems.policyBlock();
    case 'suspended':
      return problems.suspended();
    case 'media-refused':
      return problems.invalid([
        { message: 'Your media IDs are invalid.', parameters: { 'media.media_ids': [] } },
      ]);
    case 'link-refused':
      return problems.notPermitted();
    case 'stored-but-500':
      return problems.crashed();
    case 'unavailable':
      return problems.unavailable();
  }
}
