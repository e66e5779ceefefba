/**
 * The browser tests drive Debian's Chromium. Installs it when it is missing and this process may;
 * otherwise says what to do. `CHROMIUM_PATH` names another browser.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a browser on this machine, or null. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return isExecutable(given) ? given : null;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable) ?? null;
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}

function ensureChromium() {
  if (findChromium() !== null) return null;
  if (process.env.CHROMIUM_PATH) return `CHROMIUM_PATH names no browser that can be started.`;
  if (process.getuid?.() !== 0) {
    return 'The browser tests need Chromium. Install it (sudo apt-get install chromium) or set CHROMIUM_PATH.';
  }
  process.stdout.write('Chromium is missing; installing it with apt-get ...\n');
  const installed =
    run('apt-get', ['update', '-qq']) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  if (installed && findChromium() !== null) return null;
  return 'Chromium could not be installed with apt-get. Install it by hand or set CHROMIUM_PATH.';
}

if (import.meta.filename === process.argv[1]) {
  const fault = ensureChromium();
  if (fault !== null) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 1;
  }
}
