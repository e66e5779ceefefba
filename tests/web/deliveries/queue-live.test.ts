import { mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { launchBrowser } from '../../support/browser.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import { openTestDesk, webDepsOf } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { submittedPost } from '../approvals/post-of.ts';
import { buildAssets } from '../foundation/serve-components.ts';

let desk: TestDesk;
let server: Server;
let browser: Browser;
let page: Page;
let delivery: Delivery;

beforeAll(async () => {
  desk = await openTestDesk();
  const post = await submittedPost(desk, { vi: 'Bài đang theo dõi' });
  const outcome = await approvePost(desk.ctx, {
    postId: post.id,
    actor: desk.actors.spokesperson,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: ['vi'],
  });
  const first = outcome.ok ? outcome.deliveries[0] : undefined;
  if (first === undefined) throw new Error('nothing was approved');
  delivery = first;
  const assetsDir = mkdtempSync(join(tmpdir(), 'desk-assets-'));
  await buildAssets(assetsDir);
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/web/browser/queue.ts'],
    outdir: assetsDir,
    bundle: true,
    format: 'esm',
  });
  server = createApp({ ...webDepsOf(desk.ctx), assetsDir }).listen(0);
  browser = await launchBrowser();
  page = await browser.newPage();
  const base = `http://localhost:${(server.address() as AddressInfo).port}`;
  await page.goto(`${base}/session?next=/queue`);
  await page.fill('#field-email', desk.people['press-officer'].email);
  await page.fill('#field-password', TEST_PASSWORD);
  await page.click('form .button.main');
  await page.waitForURL(`${base}/queue`);
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await desk.close();
});

describe('the queue while somebody looks', () => {
  it('shows a new state by itself and leaves the focus where it was', async () => {
    await page.focus(`#post-${delivery.id}`);
    await desk.ctx.stores.deliveries.moveDelivery({
      id: delivery.id,
      from: 'planned',
      to: 'waiting',
      at: desk.clock.now(),
      change: { reason: 'connection' },
    });
    await page.getByText('Kênh chưa kết nối được với nền tảng.').waitFor({ timeout: 20_000 });
    expect(await page.evaluate('document.activeElement.id')).toBe(`post-${delivery.id}`);
    expect(await page.textContent('[data-updated]')).toMatch(/^Đã cập nhật lúc \d\d:\d\d:\d\d$/);
  }, 40_000);
});
