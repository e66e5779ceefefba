import type { Express, Request, RequestHandler, Response } from 'express';
import { canAnywhere } from '../domain/people/person.ts';
import type { Permission } from '../domain/people/permission.ts';
import { HttpError } from './http-error.ts';
import { askToSignIn } from './sessions/ask-to-sign-in.ts';
import { pageContext } from './page-request.ts';
import type { PageRequest, VisitorRequest } from './page-request.ts';

export type Method = 'get' | 'post';

export type Access =
  { kind: 'public' } | { kind: 'signed-in' } | { kind: 'permission'; permission: Permission };

/** Anybody may open it; said aloud on the route line. */
export const isPublic: { kind: 'public' } = { kind: 'public' };

/** Everybody who signed in may open it. */
export const signedIn: { kind: 'signed-in' } = { kind: 'signed-in' };

/**
 * Those who have the permission in some unit. Which unit it must be is known once the post,
 * channel or person is loaded, so the action asks again.
 */
export function requires(permission: Permission): { kind: 'permission'; permission: Permission } {
  return { kind: 'permission', permission };
}

export type Handler = (req: Request, res: Response, page: PageRequest) => Promise<void> | void;
export type PublicHandler = (
  req: Request,
  res: Response,
  page: VisitorRequest,
) => Promise<void> | void;

export type Route = {
  method: Method;
  path: string;
  access: Access;
  /** What runs after the permission and before the handler: an upload parser. */
  before: RequestHandler[];
  handler: Handler | PublicHandler;
};

/** One line of the route table. */
export function route(
  method: Method,
  path: string,
  access: { kind: 'public' },
  handler: PublicHandler,
  before?: RequestHandler[],
): Route;
export function route(
  method: Method,
  path: string,
  access: Exclude<Access, { kind: 'public' }>,
  handler: Handler,
  before?: RequestHandler[],
): Route;
export function route(
  method: Method,
  path: string,
  access: Access,
  handler: Handler | PublicHandler,
  before: RequestHandler[] = [],
): Route {
  return { method, path, access, handler, before };
}

const tables = new WeakMap<Express, Route[]>();

/** Every route of the application, in the order it is asked. */
export function listRoutes(app: Express): readonly Route[] {
  return tables.get(app) ?? [];
}

export function mountRoutes(app: Express, routes: readonly Route[]): void {
  tables.set(app, [...listRoutes(app), ...routes]);
  for (const line of routes) {
    app[line.method](line.path, guard(line.access), ...line.before, (req, res) =>
      // The guard let only signed-in people through to a handler that expects an actor.
      line.handler(req, res, pageContext(res).visitor as PageRequest),
    );
  }
}

function guard(access: Access): RequestHandler {
  return async (req, res, next) => {
    if (access.kind === 'public') {
      next();
      return;
    }
    const { actor } = pageContext(res).visitor;
    if (actor === null) {
      await askToSignIn(req, res);
      return;
    }
    if (access.kind === 'permission' && !canAnywhere(actor, access.permission)) {
      throw new HttpError(403, `${access.permission} is not granted`);
    }
    next();
  };
}
