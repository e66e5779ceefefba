import express from 'express';
import type { Express } from 'express';
import { answerNotFound, handleErrors } from './error-page.ts';
import { healthRoutes } from './health/health-routes.ts';
import { parseBodies } from './middleware/bodies.ts';
import { compressText } from './middleware/compress.ts';
import { logRequests } from './middleware/request-log.ts';
import { sameOriginGuard } from './middleware/same-origin.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { keepSession } from './middleware/session.ts';
import { loadVisitor, meetVisitor } from './middleware/visitor.ts';
import { mountRoutes } from './route-table.ts';
import type { Route } from './route-table.ts';
import { allRoutes } from './routes.ts';
import { urls } from './urls.ts';
import type { WebDeps } from './web-deps.ts';

/** The web side of the desk, ready to listen. */
export function createApp(deps: WebDeps, routes: readonly Route[] = allRoutes(deps)): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);

  app.use(logRequests(deps.logger));
  app.use(securityHeaders(deps.publicUrl, deps.loginTargets));
  app.use(compressText());
  app.use(
    urls.assets(),
    express.static(deps.assetsDir, {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
    }),
  );
  app.use(meetVisitor(deps));
  mountRoutes(app, healthRoutes(deps));
  app.use(sameOriginGuard(deps.publicUrl));
  app.use(parseBodies());
  app.use(keepSession(deps));
  app.use(loadVisitor(deps));
  mountRoutes(app, routes);
  app.use(answerNotFound);
  app.use(handleErrors);
  return app;
}
