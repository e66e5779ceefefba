import { Router, json, urlencoded } from 'express';
import type { ErrorRequestHandler, Request } from 'express';
import multer from 'multer';
import { endpoint } from '../endpoint.ts';
import type { Dialect, EndpointTools } from '../endpoint.ts';
import type { Answer } from '../exchange.ts';
import { send } from '../exchange.ts';
import type { EndpointClass, RefusalFault } from '../faults.ts';
import type { LoginBook } from '../login/login-book.ts';
import type { Account, Medium, Post } from '../types.ts';
import type { World } from '../world.ts';
import { authenticatePage, pageOfToken } from './authenticate.ts';
import { graphErrors } from './errors.ts';
import { readPageInsights, readPostInsights } from './insights.ts';
import { debugToken, listPages, tradeForUserToken } from './login-tokens.ts';
import { parametersOf, tokenOf } from './parameters.ts';
import { createFeedPost, createPhoto, deleteNode } from './publish.ts';
import { readFeed, readNode, readPage } from './read.ts';
import type { GraphReading } from './read.ts';
import { updateVideo } from './videos.ts';
import type { VideoDesk } from './videos.ts';
import { createUsageMeter, usageOf } from './usage.ts';

const MOST_UPLOAD_BYTES = 30 * 1024 * 1024;
/** What a scripted rate limit says about when the Page may call again. */
const REGAIN_MINUTES = 15;
/** What a token must allow for each kind of call. */
const SCOPE_OF: Record<EndpointClass | 'other', string | null> = {
  publish: 'pages_manage_posts',
  media: 'pages_manage_posts',
  metrics: null,
  removal: 'pages_manage_posts',
  login: null,
  other: 'pages_manage_posts',
};

export type GraphTools = EndpointTools & {
  publicUrl: () => string;
  logins: LoginBook;
  videos: VideoDesk;
};

/** The Graph API, as far as a desk calls it; mounted below `/graph`. */
export function createGraphApi(tools: GraphTools): Router {
  const { world, logins, videos } = tools;
  const usage = createUsageMeter(world);
  const router = Router({ mergeParams: true });
  const upload = multer({
    limits: { fileSize: MOST_UPLOAD_BYTES },
    defParamCharset: 'utf8',
  });
  const dialect: Dialect = {
    platform: 'facebook',
    accountOf: (request) => pageOfToken(world, tokenOf(request))?.accountId ?? null,
    refusal: refusalFor,
    crashed: graphErrors.unknown,
  };

  /** A route that needs a Page token; every answer carries the usage headers. */
  const asPage = (
    kind: EndpointClass | 'other',
    handle: (page: Account, request: Request) => Answer | Promise<Answer>,
    scope = SCOPE_OF[kind],
  ) =>
    endpoint(tools, dialect, kind, async (request) => {
      const caller = authenticatePage(world, request, scope);
      if ('status' in caller) return caller;
      const given = await handle(caller.page, request);
      const version = String(request.params['version']);
      return {
        ...given,
        headers: {
          'facebook-api-version': version,
          ...usage.headers(caller.page.accountId),
          ...given.headers,
        },
      };
    });
  /** A write to `/{page}/…`, which only the Page itself may make. */
  const asOwner = (
    kind: EndpointClass,
    handle: (page: Account, request: Request) => Answer | Promise<Answer>,
  ) =>
    asPage(kind, (page, request) =>
      isSelf(page, String(request.params['id']))
        ? handle(page, request)
        : graphErrors.noPermission(),
    );
  const readingOf = (request: Request): GraphReading => ({
    world,
    parameters: parametersOf(request),
    publicUrl: tools.publicUrl(),
    calledUrl: new URL(request.originalUrl, `http://${request.headers.host}`).toString(),
  });
  /** A read of a Page's own lists. */
  const ofSelf = (handle: (page: Account, reading: GraphReading) => Answer) =>
    asPage('metrics', (page, request) =>
      isSelf(page, String(request.params['id']))
        ? handle(page, readingOf(request))
        : graphErrors.notReadable(),
    );

  router.use(json({ limit: '2mb' }), urlencoded({ extended: false, limit: '2mb' }), upload.any());
  router.get(
    '/debug_token',
    endpoint(tools, dialect, 'login', (request) => debugToken(world, logins, request)),
  );

  router.all(
    '/oauth/access_token',
    endpoint(tools, dialect, 'login', (request) => tradeForUserToken(world, logins, request)),
  );
  router.get(
    '/me/accounts',
    endpoint(tools, dialect, 'login', (request) => listPages(world, logins, request)),
  );

  router.post(
    '/:id/feed',
    asOwner('publish', (page, request) => createFeedPost(world, page, parametersOf(request))),
  );
  router.post('/:id/photos', (request, response, next) => {
    const isStaged = parametersOf(request).get('published') === 'false';
    const handler = asOwner(isStaged ? 'media' : 'publish', (page, call) =>
      createPhoto(world, page, parametersOf(call), fileOf(call, 'source')),
    );
    return handler(request, response, next);
  });
  router.post('/:id/videos', (request, response, next) => {
    const parameters = parametersOf(request);
    // Only a finish that publishes is seen by anybody.
    const isPublic =
      parameters.get('upload_phase') === 'finish' && parameters.get('published') !== 'false';
    const handler = asOwner(isPublic ? 'publish' : 'media', (page, call) =>
      videos.upload(page, parametersOf(call), fileOf(call, 'video_file_chunk')),
    );
    return handler(request, response, next);
  });
  router.post(
    '/:id',
    asPage('publish', (page, request) => {
      const id = String(request.params['id']);
      const node = nodeOf(world, page, id);
      return node !== null && !('text' in node) && node.declaredType.startsWith('video/')
        ? updateVideo(world, page, node, parametersOf(request))
        : graphErrors.unknownNode(id);
    }),
  );
  router.get(
    ['/:id/feed', '/:id/published_posts', '/:id/posts'],
    ofSelf((page, reading) => readFeed(reading, page)),
  );
  const readInsights = (page: Account, request: Request): Answer => {
    const id = String(request.params['id']);
    if (isSelf(page, id)) return readPageInsights(world, page, parametersOf(request));
    const node = nodeOf(world, page, id);
    return node !== null && 'text' in node
      ? readPostInsights(world, page, node, parametersOf(request))
      : graphErrors.unknownNode(id);
  };
  router.get('/:id/insights', asPage('metrics', readInsights, 'read_insights'));
  router.get(
    '/:id',
    asPage('metrics', (page, request) => {
      const id = String(request.params['id']);
      if (isSelf(page, id)) return readPage(readingOf(request), page);
      const node = nodeOf(world, page, id);
      return node === null ? graphErrors.unknownNode(id) : readNode(readingOf(request), node);
    }),
  );
  router.delete(
    '/:id',
    asPage('removal', (page, request) => deleteNode(world, page, String(request.params['id']))),
  );

  router.use(
    endpoint(tools, dialect, 'other', (request) => graphErrors.noSuchRoute(request.method)),
  );
  router.use(badBody);
  return router;
}

const badBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  send(response, graphErrors.invalid(error instanceof Error ? error.message : 'bad body'));
};

function isSelf(page: Account, id: string): boolean {
  return id === 'me' || id === page.accountId;
}

/** A post or a photo of the calling Page that is still there. */
function nodeOf(world: World, page: Account, id: string): Post | Medium | null {
  const node = world.post('facebook', id) ?? world.medium('facebook', id);
  return node !== null && node.deletedAt === null && node.accountId === page.accountId
    ? node
    : null;
}

function fileOf(request: Request, field: string): Uint8Array | null {
  const files = Array.isArray(request.files) ? request.files : [];
  return files.find((file) => file.fieldname === field)?.buffer ?? null;
}

function refusalFor(fault: RefusalFault, accountId: string | null): Answer {
  switch (fault) {
    case 'rate-limit':
      return {
        ...graphErrors.throttled(),
        headers: {
          'x-business-use-case-usage': usageOf(accountId ?? '0', 100, REGAIN_MINUTES),
        },
      };
    case 'usage-capped':
      return graphErrors.appThrottled();
    case 'token-dead':
      return graphErrors.revoked();
    case 'permission':
      return graphErrors.noPermission();
    case 'duplicate':
      return graphErrors.duplicate();
    case 'policy-block':
    // Facebook has no credits: the nearest thing is a block.
    case 'credits':
      return graphErrors.blocked();
    case 'suspended':
      return graphErrors.suspended();
    case 'media-refused':
      return graphErrors.badPhoto();
    case 'link-refused':
      return graphErrors.badLink();
    case 'stored-but-500':
      return graphErrors.unknown();
    case 'unavailable':
      return graphErrors.unavailable();
  }
}
