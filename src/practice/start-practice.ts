/**
 * The practice platforms: a Facebook Graph API, an X API v2, a mailbox and the public's view of
 * both networks, in one process on 127.0.0.1. It is the judge of what the desk sends, so it shares
 * no code with it except `src/lib`; the desk reaches it by HTTP and SMTP alone.
 *
 * ## Addresses (one HTTP port)
 * - `/2/...`                        X API v2. Requests may carry `Host: api.x.com`; OAuth 1.0a
 *                                   signatures are checked over `https://api.x.com` + path, or over
 *                                   the address as it was called. App: `practice-consumer-key` /
 *                                   `practice-consumer-secret`; OAuth 2: `practice-client` /
 *                                   `practice-client-secret`; app-only bearer
 *                                   `practice-app-bearer` (reads only).
 * - `/graph/v25.0/...`              Graph API (any `vNN.N`). App `practice-app` with secret
 *                                   `practice-app-secret` (for `appsecret_proof`, `debug_token`).
 * - `/facebook-login/vNN.N/dialog/oauth`, `/x-authorize/i/oauth2/authorize`   the consent pages:
 *                                   choose accounts, untick a scope, allow or cancel. Codes are
 *                                   traded at `/graph/vNN.N/oauth/access_token` (long-lived with
 *                                   `grant_type=fb_exchange_token`, then `/me/accounts`) and at
 *                                   `/2/oauth2/token`; each is good once, for the exact address and
 *                                   PKCE verifier it was asked with. Tokens carry their scopes.
 * - `/facebook/:accountId`          public page; `/facebook/:accountId/posts/:id` one post (`:id`
 *                                   is the whole post id or the part after `_`).
 * - `/x/:handle`, `/x/:handle/status/:id`   the same on X. Each post is
 *                                   `<article data-post-id="…" data-platform="…">` with the text in
 *                                   `[data-part=text]`, pictures `img[data-part=photo]`, and figures
 *                                   `[data-metric=<name>]`.
 * - `/mailbox`, `/mailbox/:id`, `/mailbox/:id/html`, `/mailbox/:id/text`,
 *   `/mailbox/:id/attachments/:n`, `/mailbox.json`, `/mailbox/:id.json`
 * - `/`, `/practice` (buttons for people), `/healthz`
 *
 * ## Control API (JSON in, JSON out; 400 with `{error, faults[]}` for a bad body, 404 unknown)
 * - `PUT /practice/accounts/:platform/:accountId`  platform `facebook` or `x`; creates or changes.
 *     `{name, handle, followers?, likes?, tokens, language?: 'vi'|'en'|…, zone?, premium?,
 *       description?, createdAt?, tasks?}`; tokens are, for Facebook, `{pageAccessToken}`, for X
 *     `{accessToken, accessSecret, consumerKey?, consumerSecret?}` and / or
 *     `{oauth2: {accessToken, refreshToken, expiresAt?}}`. Answer: the account.
 *     On a change, fields left out keep their value. `likes` defaults to `followers`.
 * - `GET /practice/accounts`  → `[account]` (with tokens, `tokenState`, `publicUrl`)
 * - `POST /practice/accounts/:platform/:accountId/token-state`
 *     `{state: 'valid'|'revoked'|'expired'|'no-permission'|'suspended'}`
 * - `GET /practice/accounts/:platform/:accountId/followers?at=ISO` → `{followers, at}`
 * - `GET|POST /practice/clock`  `{offsetMs}` → `{offsetMs, now}`; practice time is real time plus
 *     the offset. It rules created_time, figures, delayed visibility and rate windows. Signatures
 *     and the life of OAuth 2 tokens go by real time.
 * - `GET /practice/faults` → `[fault]`; `DELETE /practice/faults` removes all;
 *   `POST /practice/faults`  `{platform: 'facebook'|'x'|'mail', kind, endpoint?: 'publish'|'media'|
 *     'removal'|'metrics'|'login'|'any' (default 'any'), skip? (calls that it lets pass first; 2 strikes the
 *     third part of a thread), when?: 'before'|'after' (default 'before'; 'after' means the
 *     write was stored and its answer is spoilt), times? (default 1), accountId?, delayMs?}` → 201
 *     the fault with its `id`. An 'after' fault is used up only by a call that succeeded.
 *     Kinds for facebook and x: `drop stall slow cut-body cut-body-gzip html-502 empty-500
 *     empty-2xx broken-json echo stored-but-500 unavailable rate-limit usage-capped credits token-dead
 *     permission duplicate policy-block suspended media-refused link-refused`.
 *     Kinds for mail: `refuse defer drop stall` (`when` before or after the mail is stored).
 *     Faults live in memory: a restart forgets them.
 * - `POST /practice/posts`  a post of the past, for demonstration data: `{platform, accountId, text,
 *     link?, media?: [{base64, alt?}], createdAt?: ISO, id?}` → 201 `{id, permalink}`
 * - `GET /practice/posts/:platform/:id/metrics?at=ISO`  the figures the audience gives that post at
 *     that time → `{at, metrics}`; the very figures that the two APIs answer with then.
 * - `DELETE /practice/posts/:platform/:id`  as if an administrator removed it on the platform.
 * - `GET|PUT /practice/settings`  any of `{facebookVisibilitySeconds: 2, xVisibilitySeconds: 0,
 *     xVocabulary: 'asked'|'old'|'new', xImageProcessingSeconds: 0, rateLimits: true,
 *     redirectUris: []}` (addresses a login may lead back to; none: any of this machine)
 * - `GET /practice/state.json` → `{now, offsetMs, settings, accounts, posts, mails, faults, calls,
 *     counters}`. `posts`: `[{platform, accountId, id, text, link, media: [{id, sha256, mimeType,
 *     alt}], createdAt, deletedAt, replyTo, permalink}]` in order of arrival; `calls`: the last 2,000
 *     API calls `[{at, method, path, platform, account, status, fault}]` (status 0: no answer was
 *     given; tokens removed); `counters`: `{posts, mails, calls: {facebook, x}}`.
 * - `POST /practice/reset`  forgets everything: accounts, posts, mails, clock, faults.
 *
 * ## Keeping
 * State is a journal of JSON lines in `<dataDir>/practice/`, replayed at start, with the media and
 * the mails beside it.
 *
 * Films on both platforms are worked on for `videoSeconds` (2); `videoProcessing` is `works`, `fails`
 * or `hangs`. Facebook: `POST /{page}/videos` start, transfer, finish; `POST /{video}` `published`.
 *
 * Open: comments and webhooks.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { createCallLog } from './call-log.ts';
import { createControlApi } from './control/control-api.ts';
import { createFaultBook } from './faults.ts';
import { createVideoDesk } from './graph/videos.ts';
import { createGraphApi } from './graph/graph-api.ts';
import { createLoginBook } from './login/login-book.ts';
import { createLoginRoutes } from './login/login-routes.ts';
import { createMailboxRoutes } from './mailbox/mailbox-routes.ts';
import { createSmtp } from './mailbox/smtp.ts';
import { notFound } from './pages/not-found.ts';
import { createPublicRoutes } from './pages/public-routes.ts';
import { sameOriginWrites, securityHeaders } from './pages/security-headers.ts';
import { createWorld } from './world.ts';
import { createMediaDesk } from './x/media.ts';
import { createRateLimiter } from './x/rate-limits.ts';
import { createXApi } from './x/x-api.ts';

const LOOPBACK = '127.0.0.1';

export type PracticeOptions = {
  /** 0: any free port. */
  httpPort: number;
  smtpPort: number;
  /** State is kept in its folder `practice`. */
  dataDir: string;
  logger: Logger;
  /** Real time, for tests that move it. */
  now?: () => Date;
};

export type Practice = {
  url: string;
  httpPort: number;
  smtpPort: number;
  close(): Promise<void>;
};

/** Starts the practice platforms on this machine alone. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { logger } = options;
  const clock = createClock(options.now);
  const world = createWorld({ dataDir: options.dataDir, clock, logger });
  const faults = createFaultBook();
  const calls = createCallLog();
  const limiter = createRateLimiter(world);
  const media = createMediaDesk(world);
  const videos = createVideoDesk(world);
  // Codes live by real time, wherever practice time stands.
  const logins = createLoginBook(clock.real);
  let url = '';
  const publicUrl = (): string => url;
  const tools = { world, faults, calls, logger, publicUrl };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(createXApi({ ...tools, limiter, media, logins }));
  app.use('/graph/:version', createGraphApi({ ...tools, logins, videos }));
  app.use(securityHeaders, sameOriginWrites);
  app.use(
    createControlApi({
      ...tools,
      reset: () => {
        world.reset();
        faults.clear();
        calls.clear();
        limiter.clear();
        media.clear();
        videos.clear();
        logins.clear();
      },
    }),
  );
  app.use(createLoginRoutes(world, logins));
  app.use(createPublicRoutes(world));
  app.use(createMailboxRoutes(world));
  app.use((_request, response) => {
    notFound(response, 'vi', '/');
  });

  const http = createServer(app);
  // A desk keeps its connections; one that closes under a request looks like a lost answer.
  http.keepAliveTimeout = 60_000;
  const smtp = createSmtp({ world, faults, logger });
  http.listen(options.httpPort, LOOPBACK);
  await once(http, 'listening');
  smtp.listen(options.smtpPort, LOOPBACK);
  await once(smtp.server, 'listening');
  const httpPort = portOf(http);
  url = `http://${LOOPBACK}:${httpPort}`;

  return {
    url,
    httpPort,
    smtpPort: (smtp.server.address() as AddressInfo).port,
    close: async () => {
      const httpClosed = once(http, 'close');
      http.close();
      http.closeAllConnections();
      await Promise.all([httpClosed, smtp.close()]);
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
