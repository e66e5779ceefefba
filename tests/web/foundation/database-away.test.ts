import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import MongoStore from 'connect-mongo';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { RateLimiterMongo } from 'rate-limiter-flexible';
import { createApp } from '../../../src/web/create-app.ts';
import { renderPage } from '../../../src/web/render-page.ts';
import { route, signedIn } from '../../../src/web/route-table.ts';
import { sessionRoutes } from '../../../src/web/sessions/session-routes.ts';
import { connectTestDatabase } from '../../support/test-database.ts';
import type { TestDatabase } from '../../support/test-database.ts';
import { signInAs, visit } from './browse.ts';
import { fakeDesk } from './fake-desk.ts';

const SERVER_SELECTION_TIMEOUT_MS = 400;

let database: TestDatabase;
let line: Line;
let connection: Connection;

beforeAll(async () => {
  database = await connectTestDatabase();
  const { hostname, port } = new URL(database.uri);
  line = await openLine(hostname, Number(port));
  const uri = new URL(database.uri);
  uri.host = `127.0.0.1:${line.port}`;
  // Without it the driver learns the server's real address and goes around the line.
  uri.search = '?directConnection=true';
  connection = await mongoose
    .createConnection(uri.href, {
      autoIndex: false,
      serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
      heartbeatFrequencyMS: 500,
    })
    .asPromise();
});

afterAll(async () => {
  await line.restore();
  await connection.close();
  await line.close();
  await database.drop();
});

describe('when the line to the database is cut', () => {
  it('says so soon on every page, keeps what was typed, and comes back by itself', async () => {
    const deps = fakeDesk({
      sessionStore: MongoStore.create({
        client: connection.getClient(),
        collectionName: 'sessions',
      }),
      createLimiter: (options) =>
        new RateLimiterMongo({ ...options, storeClient: connection, tableName: 'limits' }),
    });
    const app = createApp(deps, [
      ...sessionRoutes(deps),
      route('get', '/', signedIn, (_req, res) =>
        renderPage(res, 'sessions/continue', {
          title: 'Hôm nay',
          page: { kept: { path: '/', fields: [] } },
        }),
      ),
    ]);
    const agent = await signInAs(app, 'press-officer');
    await agent.get('/').expect(200);

    line.cut();
    const started = performance.now();
    const page = await agent.get('/').expect(503);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(page.text).toContain('Hệ thống tạm thời gián đoạn');
    expect(page.headers['retry-after']).toBe('10');
    const typed = await agent.post('/posts').type('form').send({ text: 'Không được mất' });
    expect(typed.status).toBe(503);
    expect(typed.text).toContain('Không được mất');
    await visit(app)
      .post('/session')
      .type('form')
      .send({ email: 'person-spokesperson@mofa.example', password: 'x' })
      .expect(503);

    await line.restore();
    const back = await waitFor(async () => (await agent.get('/')).status === 200);
    expect(back).toBe(true);
  }, 60_000);
});

async function waitFor(check: () => Promise<boolean>): Promise<boolean> {
  for (let n = 0; n < 40; n += 1) {
    if (await check()) return true;
  }
  return false;
}

type Line = { port: number; cut(): void; restore(): Promise<void>; close(): Promise<void> };

/** A line to a server that can be cut and mended. */
async function openLine(host: string, port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(at, '127.0.0.1', resolve);
    });
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: own,
    cut,
    restore: () => (server.listening ? Promise.resolve() : listen(own)),
    close: () => {
      cut();
      return Promise.resolve();
    },
  };
}
