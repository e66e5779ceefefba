import { createHash, timingSafeEqual } from 'node:crypto';
import type { Response } from 'express';
import { notFound } from '../http-error.ts';
import { isPublic, route } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { Health, WebDeps } from '../web-deps.ts';

/** What a supervisor asks. These need no session, so they answer without the database too. */
export function healthRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.health(), isPublic, (_req, res) => {
      res.json({ ok: true });
    }),
    route('get', urls.ready(), isPublic, async (_req, res) => {
      answer(res, await checked(deps.health.ready()));
    }),
    route('get', urls.publishingHealth(), isPublic, async (_req, res) => {
      answer(res, await checked(deps.health.publishing()));
    }),
    route('get', urls.metrics(), isPublic, async (req, res) => {
      const { registry, token } = deps.metrics;
      if (token === null || !isSame(req.get('Authorization') ?? '', `Bearer ${token}`)) {
        throw notFound();
      }
      res.type(registry.contentType).send(await registry.metrics());
    }),
  ];
}

async function checked(health: Promise<Health>): Promise<Health> {
  try {
    return await health;
  } catch {
    return { ok: false, reasons: ['check-failed'] };
  }
}

function answer(res: Response, health: Health): void {
  res
    .status(health.ok ? 200 : 503)
    .set('Cache-Control', 'no-store')
    .json(health);
}

/** Compares hashes, so that neither length nor content shows in the time it takes. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
