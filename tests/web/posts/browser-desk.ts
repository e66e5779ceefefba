import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { launchBrowser } from '../../support/browser.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import type { TestRole } from '../../support/desk-people.ts';
import { openTestDesk, webDepsOf } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

export type BrowserDesk = {
  desk: TestDesk;
  address: string;
  browser: Browser;
  /** A page of a browser in which this person is signed in. */
  open(role: TestRole, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/** A test desk that a real browser visits, with the scripts and styles of the sources. */
export async function openBrowserDesk(): Promise<BrowserDesk> {
  const [desk, assetsDir] = await Promise.all([openTestDesk(), buildScripts()]);
  const server = createApp({ ...webDepsOf(desk.ctx), assetsDir }).listen(0);
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  return {
    desk,
    address,
    browser,
    open: async (role, options) => {
      const page = await (await browser.newContext(options)).newPage();
      await page.goto(`${address}/session`);
      await page.fill('[name=email]', desk.people[role].email);
      await page.fill('[type=password]', TEST_PASSWORD);
      await page.press('[type=password]', 'Enter');
      await page.waitForURL((url) => url.pathname !== '/session');
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await desk.close();
    },
  };
}

async function buildScripts(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'desk-assets-'));
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [
      'views/assets/css/desk.css',
      'src/web/browser/shell.ts',
      'src/web/browser/compose.ts',
      'src/web/browser/print-record.ts',
    ],
    outdir,
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    loader: { '.woff2': 'file' },
  });
  await writeFile(join(outdir, 'manifest.json'), '{}');
  return outdir;
}
