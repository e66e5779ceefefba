import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

const LARGEST_BYTES = 20_000_000;

export type LogFile = { path: string; write(text: string): void; close(): Promise<void> };

/** The log of one process, appended to across starts; a large one is put aside once. */
export function openLogFile(dataDir: string, name: string): LogFile {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_BYTES) renameSync(path, `${path}.1`);
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // A full disk must not end the desk; what is lost is the log.
  stream.on('error', () => undefined);
  return {
    path,
    write: (text) => {
      stream.write(text);
    },
    close: async () => {
      stream.end();
      await once(stream, 'close');
    },
  };
}
