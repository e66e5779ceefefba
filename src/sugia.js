#!/usr/bin/env node
/** The committed launcher behind `npx sugia`: runs the built command line. */
import { existsSync } from 'node:fs';

const cli = new URL('../dist/src/cli.js', import.meta.url);

if (existsSync(cli)) {
  await import(cli.href);
} else {
  console.error('Sứ Giả is not built yet: run `npm ci` (or `npm run build`) in its folder first.');
  process.exitCode = 1;
}
