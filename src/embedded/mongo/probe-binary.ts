import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROBE_TIMEOUT_MS = 10_000;

export type BinaryProbe = { ok: true; version: string } | { ok: false; reason: string };

/** Runs `mongod --version`: the version, or why this file cannot run on this machine. */
export function probeBinary(path: string): Promise<BinaryProbe> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      const version = /db version v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      if (version !== undefined) resolve({ ok: true, version });
      else resolve({ ok: false, reason: whyNot(path, error, stderr) });
    });
  });
}

function whyNot(path: string, error: ExecFileException | null, stderr: string): string {
  const missing = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object/.exec(stderr)?.[1];
  if (missing !== undefined) return `${path} needs the library ${missing}, which is not installed`;
  const code = error?.code;
  if (code === 'ENOENT') return `${path} does not exist`;
  if (code === 'EACCES') return `${path} may not be executed`;
  return `${path} does not run on this machine`;
}

/** The first executable of that name on PATH. */
export function findOnPath(name: string, env: Record<string, string | undefined>): string | null {
  for (const dir of (env['PATH'] ?? '').split(delimiter)) {
    if (dir === '') continue;
    const path = join(dir, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here: the next directory may have it.
    }
  }
  return null;
}
