import { Router, json, urlencoded } from 'express';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { z } from 'zod';
import { followersAt } from '../audience/followers-at.ts';
import { metricsAt } from '../audience/metrics-at.ts';
import { AUDIENCE_SEED } from '../audience/seed.ts';
import { faultOrderSchema } from '../faults.ts';
import { postPath } from '../paths.ts';
import type { Account } from '../types.ts';
import { putAccount, putPastPost } from './change.ts';
import { controlPage } from './control-page.ts';
import {
  accountSchema,
  clockSchema,
  instantSchema,
  pastPostSchema,
  platformSchema,
  settingsSchema,
  tokenStateSchema,
} from './schemas.ts';
import { presentAccount, presentState } from './state.ts';
import type { StateTools } from './state.ts';

const MOST_JSON = '60mb';

/** The control API and its page of buttons. A form is answered with the way back to the page. */
export function createControlApi(tools: StateTools & { reset: () => void }): Router {
  const { world, faults } = tools;
  const router = Router();
  router.use('/practice', json({ limit: MOST_JSON }), urlencoded({ extended: false }));

  router.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/practice', (_request, response) => {
    response.type('html').send(controlPage(tools));
  });
  router.get('/practice/state.json', (_request, response) => {
    response.json(presentState(tools));
  });

  router.get('/practice/accounts', (_request, response) => {
    response.json(world.accounts().map((account) => presentAccount(account, tools.publicUrl())));
  });
  router.put('/practice/accounts/:platform/:accountId', (request, response) => {
    const platform = platformSchema.safeParse(request.params.platform);
    const order = read(accountSchema, request, response);
    if (order === null) return;
    if (!platform.success) {
      unknown(response);
      return;
    }
    const account = putAccount(world, platform.data, request.params.accountId, order);
    response.json(presentAccount(account, tools.publicUrl()));
  });
  router.post('/practice/accounts/:platform/:accountId/token-state', (request, response) => {
    const account = accountOf(request, response);
    if (account === null) return;
    const order = read(tokenStateSchema, request, response);
    if (order === null) return;
    world.saveAccount({ ...account, tokenState: order.state });
    done(request, response, { state: order.state });
  });
  router.get('/practice/accounts/:platform/:accountId/followers', (request, response) => {
    const account = accountOf(request, response);
    if (account === null) return;
    const at = instantOf(request, response);
    if (at === null) return;
    response.json({
      at: new Date(at).toISOString(),
      followers: followersAt(account, at, AUDIENCE_SEED),
    });
  });

  router.get('/practice/clock', (_request, response) => {
    response.json(clockNow());
  });
  router.post('/practice/clock', (request, response) => {
    const order = read(clockSchema, request, response);
    if (order === null) return;
    world.setOffset(order.offsetMs);
    done(request, response, clockNow());
  });

  router.get('/practice/faults', (_request, response) => {
    response.json(faults.list());
  });
  router.post('/practice/faults', (request, response) => {
    const order = read(faultOrderSchema, request, response);
    if (order === null) return;
    done(request, response, faults.add(order), 201);
  });
  const clearFaults = (request: Request, response: Response): void => {
    faults.clear();
    done(request, response, { cleared: true });
  };
  router.delete('/practice/faults', clearFaults);
  router.post('/practice/faults/clear', clearFaults);

  router.get('/practice/settings', (_request, response) => {
    response.json(world.settings());
  });
  router.put('/practice/settings', (request, response) => {
    const order = read(settingsSchema, request, response);
    if (order === null) return;
    const given = Object.entries(order).filter(([, value]) => value !== undefined);
    world.saveSettings({ ...world.settings(), ...Object.fromEntries(given) });
    response.json(world.settings());
  });

  router.post('/practice/posts', async (request, response) => {
    const order = read(pastPostSchema, request, response);
    if (order === null) return;
    const put = await putPastPost(world, order);
    if (put === null) {
      unknown(response);
      return;
    }
    response.status(201).json({
      id: put.post.id,
      permalink: tools.publicUrl() + postPath(put.account, put.post),
    });
  });
  router.delete('/practice/posts/:platform/:id', (request, response) => {
    const platform = platformSchema.safeParse(request.params.platform);
    const post = platform.success ? world.post(platform.data, request.params.id) : null;
    if (post === null) {
      unknown(response);
      return;
    }
    world.savePost({ ...post, deletedAt: post.deletedAt ?? world.now() });
    response.json({ deleted: true });
  });
  router.get('/practice/posts/:platform/:id/metrics', (request, response) => {
    const platform = platformSchema.safeParse(request.params.platform);
    const post = platform.success ? world.post(platform.data, request.params.id) : null;
    const account = post === null ? null : world.account(post.platform, post.accountId);
    if (post === null || account === null) {
      unknown(response);
      return;
    }
    const at = instantOf(request, response);
    if (at === null) return;
    response.json({
      at: new Date(at).toISOString(),
      metrics: metricsAt(post, account, at, AUDIENCE_SEED),
    });
  });

  router.post('/practice/reset', (request, response) => {
    tools.reset();
    done(request, response, { reset: true });
  });
  router.use('/practice', (_request, response) => {
    unknown(response);
  });
  router.use('/practice', badBody);
  return router;

  function clockNow() {
    return { offsetMs: world.clock.offsetMs(), now: new Date(world.now()).toISOString() };
  }

  function accountOf(request: Request, response: Response): Account | null {
    const platform = platformSchema.safeParse(request.params['platform']);
    const account = platform.success
      ? world.account(platform.data, String(request.params['accountId']))
      : null;
    if (account === null) unknown(response);
    return account;
  }

  /** The instant asked for; practice time now when none is. Null when it is refused. */
  function instantOf(request: Request, response: Response): number | null {
    const text = request.query['at'];
    if (text === undefined) return world.now();
    const instant = instantSchema.safeParse(text);
    if (instant.success) return Date.parse(instant.data);
    response.status(400).json({ error: 'invalid', faults: ['at: must be an ISO instant'] });
    return null;
  }
}

/** A body by its schema, or null after the refusal was sent. Empty fields of a form are absent. */
function read<S extends z.ZodType>(
  schema: S,
  request: Request,
  response: Response,
): z.output<S> | null {
  const body: unknown = isForm(request)
    ? Object.fromEntries(
        Object.entries(request.body as Record<string, string>).filter(([, text]) => text !== ''),
      )
    : request.body;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  response.status(400).json({
    error: 'invalid',
    faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  });
  return null;
}

function done(request: Request, response: Response, body: unknown, status = 200): void {
  if (isForm(request)) response.redirect(303, '/practice');
  else response.status(status).json(body);
}

function isForm(request: Request): boolean {
  return request.is('application/x-www-form-urlencoded') !== false && request.body !== undefined;
}

function unknown(response: Response): void {
  response.status(404).json({ error: 'unknown', faults: [] });
}

const badBody: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  response.status(400).json({
    error: 'invalid',
    faults: [error instanceof Error ? error.message : 'bad body'],
  });
};
