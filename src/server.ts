import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import MongoStore from 'connect-mongo';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { RateLimiterMongo } from 'rate-limiter-flexible';
import { loadConfig } from '../config/config.ts';
import { guardRestoredDesk } from './actions/deliveries/restored-desk.ts';
import { authenticate } from './actions/people/authenticate.ts';
import { saveReaderLanguage } from './actions/people/change-person.ts';
import { listDemoPeople } from './actions/people/demo-people.ts';
import { loadActor } from './actions/people/load-actor.ts';
import { loadShell } from './actions/people/load-shell.ts';
import { publishingTrouble } from './actions/records/publishing-health.ts';
import { openContext } from './context.ts';
import type { Context } from './context.ts';
import { sleep } from './lib/clock.ts';
import { projectRoot } from './lib/project-root.ts';
import { createApp } from './web/create-app.ts';
import type { WebDeps } from './web/web-deps.ts';

const SHUTDOWN_MS = 8_000;
/** A large video on a slow line takes its time; one that goes silent is ended much earlier. */
const REQUEST_TIMEOUT_MS = 2 * 3_600_000;

/** Runs a web process until it is told to stop; on SIGTERM it ends what it was asked and leaves. */
export async function runWeb(env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(env);
  const ctx = await openContext(config, 'web');
  try {
    await ctx.requireReady();
    await guardRestoredDesk(ctx);
  } catch (error) {
    await ctx.close();
    throw error;
  }
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, createApp(webDeps(ctx)));
  await listen(server, config.web.port, config.web.host);
  ctx.log.info({ port: config.web.port, host: config.web.host }, 'the desk is open');
  const stop = (): void => void leave(ctx, server);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** What the web side is given, made of the context. */
export function webDeps(ctx: Context): WebDeps {
  const { config } = ctx;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    actions: ctx,
    mode: ctx.mode,
    publicUrl: ctx.publicUrl,
    practiceUrl: ctx.mode === 'practice' ? new URL(config.facebook.graphUrl).origin : null,
    loginTargets: Object.values(ctx.logins).flatMap((login) => login?.formTargets ?? []),
    sessionSecret: config.web.sessionSecret,
    trustProxy: config.web.trustProxy,
    logger: ctx.log,
    clock: ctx.clock,
    translators: ctx.translators,
    assetsDir: join(projectRoot, 'dist', 'assets'),
    sessionStore: MongoStore.create({
      client: ctx.connection.getClient(),
      collectionName: 'sessions',
      autoRemove: 'disabled',
      touchAfter: 60,
    }),
    createLimiter: (options) =>
      new RateLimiterMongo({
        ...options,
        storeClient: ctx.connection,
        tableName: 'limits',
        disableIndexesCreation: true,
      }),
    authenticate: (credentials) => authenticate(ctx, credentials),
    loadActor: (personId) => loadActor(ctx, personId),
    saveLanguage: (personId, language) => saveReaderLanguage(ctx, personId, language),
    loadShell: async (actor) => {
      const shell = await loadShell(ctx, actor);
      return {
        counts: {
          today: shell.waitingOnReader,
          approvals: shell.waitingApprovals,
          events: shell.waitingSignals,
          queue: shell.deliveriesInTrouble,
        },
        hold: shell.hold,
        workerTrouble: shell.workerTrouble,
        unitClock: shell.unitClock,
      };
    },
    demoPeople: () => listDemoPeople(ctx),
    health: {
      ready: async () => {
        await ctx.stores.desk.readPracticeTime();
        return { ok: true, reasons: [] };
      },
      publishing: async () => {
        const reasons = await publishingTrouble(ctx);
        return { ok: reasons.length === 0, reasons };
      },
    },
    metrics: { registry, token: config.web.metricsToken },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function leave(ctx: Context, server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, sleep(SHUTDOWN_MS)]);
  await ctx.close().catch(() => undefined);
  process.exit(0);
}
