import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FILE_NAME = /^mongod-(\d+\.\d+\.\d+)-([a-z0-9_]+)$/;

/** Where fetched servers are kept: `$XDG_CACHE_HOME/sugia`, by default `~/.cache/sugia`. */
export function binaryCacheDir(env: Record<string, string | undefined>): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'sugia');
}

/** The servers in the cache that are for this machine's processor. */
export async function listCachedBinaries(
  cacheDir: string,
): Promise<{ path: string; version: string }[]> {
  const names = await readdir(cacheDir).catch(() => []);
  return names.flatMap((name) => {
    const [, version, arch] = FILE_NAME.exec(name) ?? [];
    return version !== undefined && arch === process.arch
      ? [{ path: join(cacheDir, name), version }]
      : [];
  });
}

/** Runs `fetch` in a directory of its own inside the cache, removed afterwards. */
export async function withFetchDir<T>(
  cacheDir: string,
  fetch: (dir: string) => Promise<T>,
): Promise<T> {
  await mkdir(cacheDir, { recursive: true });
  const dir = await mkdtemp(join(cacheDir, 'fetching-'));
  try {
    return await fetch(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Puts a fetched server in the cache under its name, at once or not at all. */
export async function keepBinary(
  cacheDir: string,
  fetched: string,
  version: string,
): Promise<string> {
  const path = join(cacheDir, `mongod-${version}-${process.arch}`);
  await chmod(fetched, 0o755);
  await rename(fetched, path).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(fetched, `${path}.${process.pid}`);
    await rename(`${path}.${process.pid}`, path);
  });
  return path;
}
