import { mkdirSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { renderPage } from '../../../src/web/render-page.ts';
import { requires, route, signedIn } from '../../../src/web/route-table.ts';
import { sessionRoutes } from '../../../src/web/sessions/session-routes.ts';
import { urls } from '../../../src/web/urls.ts';
import type { WebDeps } from '../../../src/web/web-deps.ts';
import type { Express } from 'express';
import { hold } from '../../support/sample-rows.ts';
import { fakeDesk, NOW } from './fake-desk.ts';

const BLUE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 191 100"><rect width="191" height="100" fill="#26406f"/></svg>';
const SAMPLE = '../tests/web/foundation/fixtures/components';

/** A desk whose start page shows every component once. */
export function deskOfComponents(overrides: Partial<WebDeps> = {}): Express {
  const deps = fakeDesk({
    loadShell: () =>
      Promise.resolve({
        counts: { today: 3, approvals: 5, queue: 1 },
        hold: { ...hold(), startedAt: NOW, scopeName: null, others: 0 },
        workerTrouble: ['no-worker'],
        unitClock: { zone: 'Europe/Zurich', city: { vi: 'Giơ-ne-vơ', en: 'Geneva' } },
      }),
    ...overrides,
  });
  return createApp(deps, [
    ...sessionRoutes(deps),
    route('get', '/', signedIn, (req, res) =>
      renderPage(res, SAMPLE, {
        title: 'Các thành phần',
        page: { decide: req.query['decide'] === '1' },
        current: 'today',
      }),
    ),
    route('get', urls.media(':sha256', ':seal'), signedIn, (_req, res) => {
      res.type('svg').send(BLUE);
    }),
    route('post', '/posts', requires('post.write'), (_req, res) => {
      res.redirect(303, '/');
    }),
  ]);
}

/** Builds the style sheet and the shell's script as the build does, into a folder of the test. */
export async function buildAssets(outdir: string): Promise<void> {
  mkdirSync(outdir, { recursive: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['views/assets/css/desk.css', 'src/web/browser/shell.ts'],
    outdir,
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    loader: { '.woff2': 'file' },
  });
  copyFileSync(join(projectRoot, 'views/assets/icon.svg'), join(outdir, 'icon.svg'));
  writeFileSync(join(outdir, 'manifest.json'), '{}');
}
