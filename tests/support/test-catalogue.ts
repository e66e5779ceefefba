import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCatalogue } from '../../src/domain/deliveries/error-catalogue.ts';
import { projectRoot } from '../../src/lib/project-root.ts';

/** The catalogue of errors as it is shipped. */
export function testCatalogue(): ErrorCatalogue {
  const file = join(projectRoot, 'config', 'data', 'error-catalogue.json');
  return JSON.parse(readFileSync(file, 'utf8')) as ErrorCatalogue;
}
