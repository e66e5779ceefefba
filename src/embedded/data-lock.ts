import {
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export type LockHolder = {
  pid: number;
  /** When the process began, as the system counts it: tells a reused process number apart. */
  began: string | null;
  url: string;
};

export type DataLock = { ok: true; release: () => void } | { ok: false; holder: LockHolder };

const GUARD_STALE_MS = 5_000;

/**
 * Takes the data directory for this process, or says who has it. A lock whose process is gone is
 * taken over; of two processes that try at once, one wins.
 */
export function lockDataDir(dataDir: string, url: string, pid = process.pid): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = join(dataDir, 'lock');
  const own = `${lock}.${pid}`;
  const content = JSON.stringify({ pid, began: processBegan(pid), url } satisfies LockHolder);
  writeFileSync(own, content);
  try {
    for (;;) {
      // A link appears with its content, or not at all.
      if (tryTo(() => linkSync(own, lock)))
        return { ok: true, release: () => release(lock, content) };
      const holder = readHolder(lock);
      if (holder !== null && isAlive(holder)) return { ok: false, holder };
      removeDead(lock);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Only one process at a time looks again and removes, so nobody removes a lock just taken. */
function removeDead(lock: string): void {
  const guard = `${lock}.guard`;
  if (!tryTo(() => writeFileSync(guard, '', { flag: 'wx' }))) {
    tryTo(() => {
      if (performance.timeOrigin + performance.now() - statSync(guard).mtimeMs > GUARD_STALE_MS) {
        unlinkSync(guard);
      }
    });
    return;
  }
  try {
    const holder = readHolder(lock);
    if (holder === null || !isAlive(holder)) rmSync(lock, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(lock: string, content: string): void {
  tryTo(() => {
    if (readFileSync(lock, 'utf8') === content) unlinkSync(lock);
  });
}

function readHolder(lock: string): LockHolder | null {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as Partial<LockHolder>;
    return typeof holder.pid === 'number'
      ? { pid: holder.pid, began: holder.began ?? null, url: holder.url ?? '' }
      : null;
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.began === null || holder.began === processBegan(holder.pid);
}

/** Field 22 of /proc/<pid>/stat: clock ticks from boot to the start of the process. Linux only. */
function processBegan(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function tryTo(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
