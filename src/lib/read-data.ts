import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/** Reads a file of dated data, named from `config/data`. */
export function readData(file: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot, 'config', 'data', file), 'utf8')) as unknown;
}
