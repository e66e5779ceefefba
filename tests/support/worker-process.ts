import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { sealCredentials } from '../../src/actions/channels/credentials.ts';
import { openContext } from '../../src/context.ts';
import type { Context } from '../../src/context.ts';
import type { Credentials } from '../../src/clients/platform.ts';
import type { Channel } from '../../src/domain/channels/channel.ts';
import { sleep } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { hashPassword } from '../../src/lib/passwords.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startPractice } from '../../src/practice/start-practice.ts';
import { TEST_PASSWORD, testChannels, testPeople, testUnits } from './desk-people.ts';
import { connectTestDatabase } from './test-database.ts';

const STARTS_WITHIN_MS = 25_000;

export type PracticePost = { platform: string; accountId: string; id: string; text: string };

/** A built web or worker process of a line. */
export type LineProcess = {
  child: ChildProcess;
  /** Where a web process answers. */
  url: string;
  /** Everything that it wrote. */
  output(): string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>;
};

export type Line = Awaited<ReturnType<typeof openLine>>;

/**
 * A database of its own, the practice platforms in this process, and as many built web and worker
 * processes over them as a test starts. Addresses are loopback ones.
 */
export async function openLine(given: { mode?: 'practice' | 'live' } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'sugia-line-'));
  const database = await connectTestDatabase();
  const practice = await startPractice({
    httpPort: 0,
    smtpPort: 0,
    dataDir,
    logger: createLogger('practice', 'silent'),
  });
  const own = loadConfig({ SUGIA_DATA_DIR: dataDir });
  const env: Record<string, string> = {
    SUGIA_MODE: given.mode ?? 'practice',
    SUGIA_DATA_DIR: dataDir,
    MONGODB_URI: database.uri,
    PUBLIC_URL: 'http://localhost:4100',
    FACEBOOK_GRAPH_URL: `${practice.url}/graph`,
    X_API_URL: practice.url,
    SMTP_URL: `smtp://127.0.0.1:${practice.smtpPort}`,
    MAIL_FROM: 'Sứ Giả <su-gia@localhost>',
    SESSION_SECRET: own.web.sessionSecret,
    VAULT_KEY: own.keys.vaultKey.toString('base64'),
    SIGNING_KEY: own.keys.signingKeyPem,
    FACEBOOK_APP_ID: 'practice-app',
    FACEBOOK_APP_SECRET: 'practice-app-secret',
    X_APP_KEY: 'practice-consumer-key',
    X_APP_SECRET: 'practice-consumer-secret',
    LOG_LEVEL: 'info',
  };
  const ctx = await openContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }));
  await ctx.migrate();
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(practice.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  };
  await fillLine(ctx, control);
  const processes: LineProcess[] = [];

  const start = async (
    command: 'web' | 'worker',
    more: Record<string, string> = {},
  ): Promise<LineProcess> => {
    const port = await freePort();
    const child = spawn(process.execPath, ['src/sugia.js', command], {
      cwd: projectRoot,
      env: { PATH: process.env['PATH'], ...env, PORT: String(port), HOST: '127.0.0.1', ...more },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const started: LineProcess = {
      child,
      url: `http://127.0.0.1:${port}`,
      output: () => output,
      ended: once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string),
    };
    processes.push(started);
    await isReady(started);
    return started;
  };

  return {
    ctx,
    env,
    practice,
    control,
    start,
    /** What the judge holds, in order of arrival. */
    posts: async (): Promise<PracticePost[]> =>
      ((await control('GET', '/practice/state.json')) as { posts: PracticePost[] }).posts,
    close: async () => {
      const alive = processes.filter(({ child }) => child.exitCode === null && !child.killed);
      for (const { child } of alive) child.kill('SIGKILL');
      await Promise.all(alive.map(({ ended }) => ended));
      await ctx.close();
      await practice.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so; it is asked again and again, for a bounded while. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  withinMs = STARTS_WITHIN_MS,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not happen in time: ${what}`);
    await sleep(50);
  }
}

async function isReady({ child, output, ended }: LineProcess): Promise<void> {
  const waited = new AbortController();
  const ready = new Promise<string>((resolve) => {
    child.on('message', (message: { kind?: string }) => {
      if (message.kind === 'ready') resolve('ready');
    });
  });
  const outcome = await Promise.race([
    ready,
    ended.then((code) => `ended with ${code}`),
    sleep(STARTS_WITHIN_MS, waited.signal).then(() => 'was not ready in time'),
  ]);
  waited.abort();
  if (outcome !== 'ready') throw new Error(`a process ${outcome}:\n${output()}`);
}

async function fillLine(
  ctx: Context,
  control: (method: string, path: string, body?: unknown) => Promise<unknown>,
): Promise<void> {
  for (const unit of Object.values(testUnits)) await ctx.stores.units.insertUnit(unit);
  const hash = await hashPassword(TEST_PASSWORD);
  for (const person of Object.values(testPeople)) {
    await ctx.stores.people.insertPerson(person, hash);
  }
  for (const [n, one] of Object.values(testChannels).entries()) {
    const channel: Channel = { ...one, accountId: String(90_000 + n) };
    const credentials = credentialsOf(channel);
    const { kind: _kind, ...tokens } = credentials;
    await control('PUT', `/practice/accounts/${channel.platform}/${channel.accountId}`, {
      name: channel.name,
      handle: channel.handle,
      followers: 5000,
      tokens,
    });
    await ctx.stores.channels.insertChannel(channel, sealCredentials(ctx, channel.id, credentials));
  }
}

function credentialsOf({ id, platform }: Channel): Credentials {
  return platform === 'facebook'
    ? { kind: 'facebook-page', pageAccessToken: `page-token-${id}` }
    : { kind: 'x-oauth1', accessToken: `access-${id}`, accessSecret: `secret-${id}` };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
