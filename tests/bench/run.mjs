/** Runs a bench that is written in TypeScript: `node tests/bench/run.mjs NAME [options]`. */
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [name, ...rest] = process.argv.slice(2);
const root = join(import.meta.dirname, '..', '..');
// Inside the checkout, so that the bundle finds its packages and the workers that it starts are of
// the same checkout also where node_modules is a link; each process has a bundle of its own.
const folder = join(root, 'dist', 'bench', String(process.pid));
const outfile = join(folder, `${basename(name)}.mjs`);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
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
