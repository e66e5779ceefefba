/**
 * Runs a whole desk of its own, by the very command that people use, in a throw-away directory:
 * for the browser tests, the pictures and the benches.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {import('./run-desk.d.mts').runDesk} */
export async function runDesk({ env = {}, dataDir: given } = {}) {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'sugia-desk-')));
  const port = await freePorts();
  const child = spawn(process.execPath, ['src/sugia.js', 'start', '--json'], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), SUGIA_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const started = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const line = text.split('\n').find((one) => one.startsWith('{'));
      if (line !== undefined && text.includes('\n')) resolve(JSON.parse(line));
    });
    child.once('exit', (code) => {
      reject(new Error(`the desk ended with ${code}:\n${said.join('')}`));
    });
  });
  return {
    ...started,
    dataDir,
    port,
    pid: child.pid,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      if (given === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A desk takes four ports in a row: desk, practice platforms, mailbox, database. */
const PORTS_APART = 10;

/** The first of ports that are free, apart from those that another desk of this run looks at. */
async function freePorts() {
  for (let port = 20_000 + (process.pid % 1_000) * PORTS_APART; ; port += PORTS_APART) {
    const free = await Promise.all([port, port + 1, port + 2, port + 3].map(isFree));
    if (free.every(Boolean)) return port;
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
