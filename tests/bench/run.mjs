/** Runs a bench that is written in TypeScript: `node tests/bench/run.mjs NAME [options]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [name, ...rest] = process.argv.slice(2);
const root = join(import.meta.dirname, '..', '..');
// Inside the project, so that the bundle finds the packages.
const folder = join(root, 'node_modules', '.cache', 'sugia-bench');
const outfile = join(folder, `${name}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, `${name}.ts`)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
