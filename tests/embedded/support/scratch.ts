import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export type Scratch = {
  dir: string;
  /** Writes a script and gives its path. */
  script(name: string, source: string): string;
  /** Bundles a script that imports our sources by absolute path, for plain Node. */
  bundle(name: string, source: string): string;
  remove(): void;
};

const sources = join(import.meta.dirname, '..', '..', '..', 'src');

/** A directory of the test's own outside the project. */
export function createScratch(): Scratch {
  const dir = mkdtempSync(join(tmpdir(), 'sugia-test-'));
  return {
    dir,
    script(name, source) {
      const path = join(dir, name);
      writeFileSync(path, source, { mode: 0o755 });
      return path;
    },
    bundle(name, source) {
      const outfile = join(dir, name);
      buildSync({
        stdin: { contents: source, resolveDir: sources, loader: 'ts' },
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        logLevel: 'error',
      });
      return outfile;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until something is so; the test's own time-out is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}
