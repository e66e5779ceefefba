import { mkdirSync } from 'node:fs';
import type { Config } from '../../config/config.ts';
import { lockDataDir } from './data-lock.ts';
import { portHolder, tryPort } from './ports.ts';
import { StartError } from './start-error.ts';

/** The highest PORT that leaves room for the ports after it. */
const LAST_PORT = 65_532;

/**
 * Takes the data directory for this process; the answer releases it.
 * @throws StartError when another desk runs on it.
 */
export function lockOrRefuse(config: Config): () => void {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(config.dataDir, config.web.publicUrl);
  if (lock.ok) return lock.release;
  throw new StartError(
    `Sứ Giả already runs on the data in ${config.dataDir} ` +
      `(process ${lock.holder.pid}, ${lock.holder.url}): ` +
      'use that one or stop it, or set SUGIA_DATA_DIR and PORT to start another.',
  );
}

/** @throws StartError, naming the port and who has it, when one that is needed is taken. */
export async function requirePorts(config: Config): Promise<void> {
  const { host, port } = config.web;
  if (port === 0 || port > LAST_PORT) {
    throw new StartError(`PORT must be between 1 and ${LAST_PORT} for \`sugia start\`.`);
  }
  const needed: [number, string][] =
    config.mode === 'practice'
      ? [
          [port, host],
          [port + 1, '127.0.0.1'],
          [port + 2, '127.0.0.1'],
        ]
      : [[port, host]];
  for (const [number, address] of needed) {
    if ((await tryPort(number, address)) === null) {
      throw new StartError(
        `Port ${number} is taken by ${portHolder(number)}: stop that, or set PORT to another port` +
          `${config.mode === 'practice' ? ' (the two after it are used too)' : ''}.`,
      );
    }
  }
}
