/**
 * Builds dist/: the server with the native TypeScript compiler, the browser's scripts, styles and
 * fonts with esbuild, each under a hashed name listed in dist/assets/manifest.json.
 *
 * `--prepare` is what npm runs after an install: without the build tools a tree that is already
 * built is left as it is.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const browserSources = join(root, 'src', 'web', 'browser');
const viewAssets = join(root, 'views', 'assets');
const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');

const tools = await findTools();
if (tools === null) {
  if (existsSync(join(dist, 'src', 'cli.js'))) process.exit(0);
  console.error(
    'Nothing is built yet and the build tools are not installed: run `npm ci` (without --omit=dev), which also builds.',
  );
  process.exit(1);
}

const started = performance.now();
const results = await Promise.all([compileServer(), checkBrowser(), bundleAssets(tools.esbuild)]);
if (results.includes(false)) {
  console.error('The build failed; the faults are above.');
  process.exit(1);
}
console.log(`Built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`);

async function findTools() {
  if (!existsSync(compiler)) return null;
  try {
    return { esbuild: await import('esbuild') };
  } catch {
    return null;
  }
}

async function compileServer() {
  // Outputs may have been removed by hand, so the compiler's memory of them is not trusted.
  const ok = await tsc(['-p', root, '--incremental', 'false', '--tsBuildInfoFile', 'null']);
  await Promise.all(['src', 'jobs', 'config'].map(removeOrphans));
  return ok;
}

/** Removes what was compiled from a source that is gone, so that nothing can still import it. */
async function removeOrphans(folder) {
  const compiled = join(dist, folder);
  for (const file of await listFiles(compiled)) {
    const source = file.replace(/\.js(\.map)?$/, '.ts');
    if (source !== file && !existsSync(join(root, folder, relative(compiled, source)))) {
      await unlink(file);
    }
  }
}

async function checkBrowser() {
  const sources = await listFiles(browserSources);
  if (!sources.some((file) => file.endsWith('.ts'))) return true;
  return tsc(['-p', browserSources]);
}

async function bundleAssets(esbuild) {
  const outdir = join(dist, 'assets');
  const entries = [
    ...(await listFolder(browserSources)).filter((file) => /(?<!\.d)\.ts$/.test(file)),
    ...(await listFolder(join(viewAssets, 'css'))).filter(
      (file) => file.endsWith('.css') && !basename(file).startsWith('_'),
    ),
  ];
  await mkdir(outdir, { recursive: true });
  const manifest = {};
  if (entries.length > 0) {
    const built = await esbuild
      .build({
        absWorkingDir: root,
        entryPoints: entries,
        outdir,
        bundle: true,
        minify: true,
        sourcemap: 'linked',
        format: 'esm',
        target: ['es2022'],
        entryNames: '[name]-[hash]',
        assetNames: '[name]-[hash]',
        metafile: true,
        logLevel: 'warning',
        loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'file', '.png': 'file' },
      })
      .catch(() => null);
    if (built === null) return false;
    for (const [output, { entryPoint, inputs }] of Object.entries(built.metafile.outputs)) {
      if (output.endsWith('.map')) continue;
      const source = entryPoint ?? Object.keys(inputs)[0];
      if (source === undefined) continue;
      manifest[basename(source).replace(/\.ts$/, '.js')] = basename(output);
    }
  }
  for (const file of await listFiles(viewAssets)) {
    const name = relative(viewAssets, file).replaceAll('\\', '/');
    if (name.startsWith('css/') || basename(name).startsWith('.')) continue;
    manifest[name] = await copyHashed(file, outdir);
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(join(outdir, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`);
  await removeOldAssets(outdir, new Set(Object.values(manifest)));
  return true;
}

async function copyHashed(file, outdir) {
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 8);
  const extension = extname(file);
  const name = `${basename(file, extension)}-${hash}${extension}`;
  await writeFile(join(outdir, name), bytes);
  return name;
}

async function removeOldAssets(outdir, current) {
  for (const file of await listFolder(outdir)) {
    const name = basename(file);
    if (name === 'manifest.json' || current.has(name.replace(/\.map$/, ''))) continue;
    await rm(file, { force: true });
  }
}

function tsc(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [compiler, ...args], { cwd: root, stdio: 'inherit' });
    child.on('close', (code) => resolve(code === 0));
    child.on('error', (error) => {
      console.error(`${fileURLToPath(import.meta.url)}: ${error.message}`);
      resolve(false);
    });
  });
}

async function listFolder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
}

async function listFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
