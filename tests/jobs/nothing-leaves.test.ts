import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../../src/lib/project-root.ts';
import { TEST_PASSWORD, testPeople } from '../support/desk-people.ts';
import { openLine, until } from '../support/worker-process.ts';
import type { Line } from '../support/worker-process.ts';
import { approveNow, stateOf, submittedPost } from './support/line-posts.ts';

type Seen = { host?: string; port?: number; module?: string };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sugia-watch-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const hook = pathToFileURL(join(projectRoot, 'tests', 'support', 'watch-process.mjs')).href;
const watched = (name: string): Record<string, string> => ({
  NODE_OPTIONS: `--import ${hook}`,
  WATCH_FILE: join(folder, name),
});
const seenBy = (name: string): Seen[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Seen);

const LOOPBACK = /^(127(\.\d+){3}|localhost|::1)$/;
const hostsOf = (seen: Seen[]): string[] => [
  ...new Set(seen.flatMap(({ host }) => (host === undefined ? [] : [host]))),
];
const portsOf = (seen: Seen[]): (number | undefined)[] => seen.map(({ port }) => port);

/** The whole line once: a page, two posts to two platforms, their figures, a mail of a notice. */
async function runLine(line: Line, name: string): Promise<void> {
  const [web] = await Promise.all([
    line.start('web', watched(`${name}-web`)),
    line.start('worker', watched(`${name}-worker`)),
  ]);
  const answer = await fetch(`${web.url}/session`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'Sec-Fetch-Site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ email: testPeople.spokesperson.email, password: TEST_PASSWORD }),
  });
  expect(answer.status).toBe(303);
  const post = await submittedPost(line, 1);
  const sent = await Promise.all(['vi', 'en'].map((language) => approveNow(line, post, language)));
  for (const { id } of sent) {
    await until('a post is sent', async () => (await stateOf(line, id)) === 'sent');
  }
  await until('followers are counted', async () => {
    return (await line.ctx.connection.collection('followers').countDocuments()) > 0;
  });
  await until('a notice is mailed', async () => {
    const { mails } = (await line.control('GET', '/practice/state.json')) as { mails: unknown[] };
    return mails.length > 0;
  });
}

describe('in practice mode', () => {
  it('no request of web, worker or practice platforms leaves this machine', async () => {
    const line = await openLine();
    // The practice platforms run in this process, so its own sockets are watched as well.
    const own: string[] = [];
    const { connect } = Socket.prototype;
    Socket.prototype.connect = function watchedConnect(this: Socket, ...given: unknown[]) {
      const [to] = (Array.isArray(given[0]) ? given[0] : given) as [
        { host?: string; path?: string },
      ];
      if (to.path === undefined) own.push(to.host ?? 'localhost');
      return (connect as (...rest: unknown[]) => Socket).apply(this, given);
    };
    try {
      await runLine(line, 'practice');
    } finally {
      Socket.prototype.connect = connect;
      await line.close();
    }
    const mongo = Number(new URL(line.env['MONGODB_URI'] ?? '').port);
    const worker = seenBy('practice-worker');
    const web = seenBy('practice-web');
    // What is watched is really seen: the database, the platforms and the mailbox.
    expect(portsOf(worker)).toEqual(
      expect.arrayContaining([mongo, line.practice.httpPort, line.practice.smtpPort]),
    );
    expect(portsOf(web)).toContain(mongo);
    for (const hosts of [hostsOf(worker), hostsOf(web), own]) {
      expect(hosts.length).toBeGreaterThan(0);
      expect(hosts.filter((host) => !LOOPBACK.test(host))).toEqual([]);
    }
  }, 60_000);
});

describe('in live mode', () => {
  it('nothing of the practice platforms and nothing of the demonstration is loaded', async () => {
    const line = await openLine({ mode: 'live' });
    try {
      await runLine(line, 'live');
    } finally {
      await line.close();
    }
    for (const [name, own] of [
      ['live-web', 'dist/src/web/create-app.js'],
      ['live-worker', 'dist/jobs/worker.js'],
    ] as const) {
      const loaded = seenBy(name).flatMap((seen) => seen.module ?? []);
      expect(loaded.some((url) => url.endsWith(own))).toBe(true);
      const unwanted = loaded.filter((url) =>
        /\/src\/(practice|embedded\/demo)\/|smtp-server|mailparser|memory-server/.test(url),
      );
      expect(unwanted).toEqual([]);
    }
  }, 60_000);
});
