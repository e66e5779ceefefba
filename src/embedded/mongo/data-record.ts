import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

/** Which server made a data directory, and the port it last ran on. */
export type DataRecord = { version: string; port: number };

const recordFile = (dataDir: string): string => join(dataDir, 'mongo-version.json');

/** The record of a data directory; null when no server has used it yet. */
export function readDataRecord(dataDir: string): DataRecord | null {
  const file = recordFile(dataDir);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const record = parse(text);
  if (record === null) {
    throw new StartError(
      `${file} should say which MongoDB made the data and cannot be read: ` +
        'restore it from a backup as {"version":"x.y.z","port":n}, ' +
        'or set SUGIA_DATA_DIR to an empty directory to begin anew.',
    );
  }
  return record;
}

export async function writeDataRecord(dataDir: string, record: DataRecord): Promise<void> {
  const file = recordFile(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`);
  await rename(`${file}.new`, file);
}

export async function removeDataRecord(dataDir: string): Promise<void> {
  await rm(recordFile(dataDir), { force: true });
}

function parse(text: string): DataRecord | null {
  try {
    const { version, port } = JSON.parse(text) as Partial<DataRecord>;
    return typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version)
      ? { version, port: typeof port === 'number' ? port : 0 }
      : null;
  } catch {
    return null;
  }
}
