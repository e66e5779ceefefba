import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '../../lib/clock.ts';

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;

/**
 * Ends the server that a killed desk left on this data directory, if there is one. Only for a
 * caller that holds the directory's lock.
 */
export async function endLeftOverServer(dbPath: string): Promise<void> {
  const pid = Number(await readFile(join(dbPath, 'mongod.lock'), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 1 || !(await runsOver(pid, dbPath))) return;
  signal(pid, 'SIGTERM');
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (!signal(pid, 0)) return;
    await sleep(LOOK_EVERY_MS);
  }
  signal(pid, 'SIGKILL');
}

/** Process numbers are used again: the command line must name this very directory. */
function runsOver(pid: number, dbPath: string): Promise<boolean> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8')
    .catch(() => commandOf(pid))
    .then((command) => command.includes('mongod') && command.includes(dbPath));
}

function commandOf(pid: number): Promise<string> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'command=', '-p', String(pid)], (_error, stdout) => {
      resolve(stdout);
    });
  });
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
