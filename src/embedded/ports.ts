import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Whether nothing listens on this port of this address. Port 0 gives any free port. */
export function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : null);
      });
    });
  });
}

/** The first of these ports that is free on loopback, otherwise any free one. */
export async function findFreePort(preferred: readonly number[]): Promise<number> {
  for (const port of [...preferred, 0]) {
    const free = await tryPort(port, '127.0.0.1');
    if (free !== null) return free;
  }
  throw new Error('this machine has no free port on 127.0.0.1');
}

/** Who listens on a port, as `node (process 1234)`; Linux alone says so without a further tool. */
export function portHolder(port: number): string {
  try {
    const inodes = new Set(
      ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port)),
    );
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (holdsSocket(pid, inodes)) {
        return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
      }
    }
  } catch {
    // No /proc on this system.
  }
  return 'another program';
}

function listeningInodes(file: string, port: number): string[] {
  const LISTEN = '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) === true && fields[3] === LISTEN)
    .map((fields) => fields[9] ?? '');
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '-');
    });
  } catch {
    // Another person's process, or one that has just ended.
    return false;
  }
}
