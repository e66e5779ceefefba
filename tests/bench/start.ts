/**
 * How long `npm start` takes to the first signed-in page, and how much memory the idle processes
 * keep: `npm run bench:start -- [--json] [--idle-seconds 60] [--warm-runs 3] [--port 4600]`.
 * The server's binary is fetched before anything is measured. Linux only (it reads /proc).
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { getMongodBinary } from '../../src/embedded/mongo/get-binary.ts';
import { projectRoot } from '../../src/lib/project-root.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'idle-seconds': { type: 'string', default: '60' },
    'warm-runs': { type: 'string', default: '3' },
    port: { type: 'string', default: '4600' },
  },
});

const AIMS = { emptySeconds: 10, warmSeconds: 6, rssMb: { web: 150, worker: 200, practice: 150 } };

/** How the command line of each process is told apart. */
const PROCESSES = {
  web: /cli\.js web/,
  worker: /cli\.js worker/,
  practice: /practice\/main\.js/,
  mongod: /mongod\S* --port/,
  launcher: /sugia\.js start/,
};

type Desk = { npm: ChildProcess; deskUrl: string; email: string; password: string };

const dataDir = mkdtempSync(join(tmpdir(), 'sugia-bench-'));
try {
  await getMongodBinary({ env: process.env, dataDir, recordedVersion: null, say: console.error });
  report(await measure());
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<Record<string, unknown>> {
  const empty = await timeStart();
  await stop(empty.desk);
  const warm: number[] = [];
  const runs = Math.max(1, Number(options['warm-runs']));
  for (let run = 1; ; run += 1) {
    const { desk, seconds } = await timeStart();
    warm.push(seconds);
    if (run < runs) {
      await stop(desk);
      continue;
    }
    const idleSeconds = Number(options['idle-seconds']);
    await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1_000));
    const rssMb = memory(desk.npm.pid ?? 0);
    const stopSeconds = await stop(desk);
    return {
      bench: 'start',
      emptySeconds: round(empty.seconds),
      warmSeconds: round(median(warm)),
      warmRuns: warm.map(round),
      stopSeconds: round(stopSeconds),
      idleSeconds,
      rssMb,
      aims: AIMS,
    };
  }
}

async function timeStart(): Promise<{ desk: Desk; seconds: number }> {
  const from = performance.now();
  const desk = await start();
  await openFirstPage(desk);
  return { desk, seconds: (performance.now() - from) / 1_000 };
}

async function start(): Promise<Desk> {
  const npm = spawn('npm', ['start', '--silent', '--', '--json'], {
    cwd: projectRoot,
    env: { ...process.env, SUGIA_DATA_DIR: dataDir, PORT: options.port, MONGODB_URI: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: npm.stdout })) {
    if (!line.startsWith('{')) continue;
    const said = JSON.parse(line) as {
      ok: boolean;
      error?: string;
      deskUrl: string;
      people: { email: string; password: string }[];
    };
    const [person] = said.people;
    if (!said.ok || person === undefined) throw new Error(said.error ?? 'nobody can sign in');
    return { npm, deskUrl: said.deskUrl, ...person };
  }
  throw new Error('the desk ended before it served');
}

async function openFirstPage({ deskUrl, email, password }: Desk): Promise<void> {
  const signedIn = await fetch(`${deskUrl}/session`, {
    method: 'POST',
    body: new URLSearchParams({ email, password }),
    headers: { origin: deskUrl, 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  const cookie = signedIn.headers.getSetCookie().map((value) => value.split(';')[0]);
  if (signedIn.status !== 303 && signedIn.status !== 302) {
    throw new Error(`sign-in answered ${signedIn.status}`);
  }
  const page = await fetch(new URL(signedIn.headers.get('location') ?? '/', deskUrl), {
    headers: { cookie: cookie.join('; ') },
    redirect: 'follow',
  });
  const html = await page.text();
  if (page.status !== 200 || html.includes('name="password"')) {
    throw new Error(`the first page answered ${page.status}`);
  }
}

async function stop({ npm }: Desk): Promise<number> {
  const from = performance.now();
  const exited = once(npm, 'exit');
  npm.kill('SIGINT');
  await exited;
  return (performance.now() - from) / 1_000;
}

/** Resident megabytes of each process below the given one. */
function memory(root: number): Record<string, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const status = readProc(name, 'status');
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  const found: Record<string, number> = {};
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const command = readProc(String(pid), 'cmdline').replaceAll('\0', ' ');
    for (const [name, pattern] of Object.entries(PROCESSES)) {
      if (!pattern.test(command)) continue;
      const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readProc(String(pid), 'status'))?.[1];
      found[name] = Math.round(Number(kilobytes ?? 0) / 1_024);
    }
  }
  return found;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

function report(result: Record<string, unknown>): void {
  if (options.json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(name, value);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
