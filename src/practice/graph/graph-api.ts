import { Router, json, urlencoded } from 'express';
import type { ErrorRequestHandler, Request } from 'express';
import multer from 'multer';
import { endpoint } from '../endpoint.ts';
import type { Dialect, EndpointTools } from '../endpoint.ts';
import type { Answer } from '../exchange.ts';
import { answer, send } from '../exchange.ts';
import type { EndpointClass, RefusalFault } from '../faults.ts';
import type { Account, Medium, Post } from '../types.ts';
import type { World } from '../world.ts';
import { authenticatePage, pageOfToken, practiceFacebookApp } from './authenticate.ts';
import { graphErrors } from './errors.ts';
import { readPageInsights, readPostInsights } from './insights.ts';
import { parametersOf, tokenOf } from './parameters.ts';
import { createFeedPost, createPhoto, deleteNode } from './publish.ts';
import { readFeed, readNode, readPage } from './read.ts';
import type { GraphReading } from './read.ts';
import { createUsageMeter, usageOf } from './usage.ts';

const MOST_UPLOAD_BYTES = 30 * 1024 * 1024;
/** What a scripted rate limit says about when the Page may call again. */
const REGAIN_MINUTES = 15;
const SCOPES = ['pages_show_list', 'pages_read_engagement', 'pages_manage_posts', 'read_insights'];

export type GraphTools = EndpointTools & { publicUrl: () => string };

/** The Graph API, as far as a desk calls it; mounted below `/graph`. */
export function createGraphApi(tools: GraphTools): Router {
  const { world } = tools;
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
  ) =>
    endpoint(tools, dialect, kind, async (request) => {
      const caller = authenticatePage(world, request);
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
    endpoint(tools, dialect, 'other', (request) => debugToken(world, request)),
  );

  router.post(
    '/:id/feed',
    asOwner('publish', (page, request) => createFeedPost(world, page, parametersOf(request))),
  );
  router.post('/:id/photos', (request, response, next) => {
    const isStaged = parametersOf(request).get('published') === 'false';
    const handler = asOwner(isStaged ? 'media' : 'publish', (page, call) =>
      createPhoto(world, page, parametersOf(call), sourceOf(call)),
    );
    return handler(request, response, next);
  });
  router.get(
    ['/:id/feed', '/:id/published_posts', '/:id/posts'],
    ofSelf((page, reading) => readFeed(reading, page)),
  );
  router.get(
    '/:id/insights',
    asPage('metrics', (page, request) => {
      const id = String(request.params['id']);
      if (isSelf(page, id)) return readPageInsights(world, page, parametersOf(request));
      const node = nodeOf(world, page, id);
      return node !== null && 'text' in node
        ? readPostInsights(world, page, node, parametersOf(request))
        : graphErrors.unknownNode(id);
    }),
  );
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
    asPage('other', (page, request) => deleteNode(world, page, String(request.params['id']))),
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

function sourceOf(request: Request): Uint8Array | null {
  const files = Array.isArray(request.files) ? request.files : [];
  return files.find((file) => file.fieldname === 'source')?.buffer ?? null;
}

/** `GET /debug_token?input_token=…`, asked with the app's own token or a Page's. */
function debugToken(world: World, request: Request): Answer {
  const token = tokenOf(request);
  const isApp = token === `${practiceFacebookApp.id}|${practiceFacebookApp.secret}`;
  if (!isApp && pageOfToken(world, token) === null) return graphErrors.badToken();
  const input = parametersOf(request).get('input_token');
  if (input === undefined) return graphErrors.invalid('The parameter input_token is required');
  const page = pageOfToken(world, input);
  if (page === null) {
    return answer(200, {
      data: {
        error: { code: 190, message: 'Invalid OAuth access token.' },
        is_valid: false,
        scopes: [],
      },
    });
  }
  const isValid = page.tokenState === 'valid' || page.tokenState === 'no-permission';
  const scopes = page.tokenState === 'no-permission' ? ['pages_show_list'] : SCOPES;
  return answer(200, {
    data: {
      app_id: practiceFacebookApp.id,
      type: 'PAGE',
      application: 'Practice',
      is_valid: isValid,
      ...(isValid
        ? {}
        : {
            error: {
              code: 190,
              message: 'Error validating access token',
              subcode: page.tokenState === 'expired' ? 463 : 460,
            },
          }),
      expires_at: 0,
      data_access_expires_at: Math.floor(world.now() / 1000) + 90 * 86_400,
      profile_id: page.accountId,
      user_id: '1000000000000001',
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [page.accountId] })),
    },
  });
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
