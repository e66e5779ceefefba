import { mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { faultsOf, launchBrowser } from '../../support/browser.ts';
import { buildAssets, deskOfComponents } from './serve-components.ts';
import { PASSWORD } from './fake-desk.ts';

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  const assetsDir = mkdtempSync(join(tmpdir(), 'desk-assets-'));
  await buildAssets(assetsDir);
  server = deskOfComponents({ assetsDir }).listen(0);
  address = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  ([1360, 390] as const).map((width) => ({ colorScheme, width })),
);

describe.each(looks)('in a browser, $colorScheme and $width wide', ({ colorScheme, width }) => {
  it('shows sign-in and every component without a fault that axe or the policy finds', async () => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${address}/session`);
    expect(await faultsOf(page)).toEqual([]);
    await signIn(page);
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});

describe('on a slow line', () => {
  it('loads the first page within 180 kB and later ones within 30 kB, two font weights included', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const protocol = await context.newCDPSession(page);
    let received = 0;
    protocol.on('Network.loadingFinished', ({ encodedDataLength }) => {
      received += encodedDataLength;
    });
    await protocol.send('Network.enable');
    await page.goto(`${address}/session`, { waitUntil: 'networkidle' });
    expect(received).toBeLessThan(180_000);
    expect(received).toBeGreaterThan(50_000);
    await signIn(page);
    received = 0;
    await page.goto(`${address}/?again=1`, { waitUntil: 'networkidle' });
    expect(received).toBeLessThan(30_000);
    await context.close();
  });
});

describe('the shell', () => {
  it('opens and closes the menus by keyboard and starts with a way to the content', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/session`);
    await signIn(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Đến nội dung chính',
    );
    await page.locator('.menu summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.menu').getAttribute('open')).not.toBeNull();
    await page.keyboard.press('Escape');
    expect(await page.locator('.menu').getAttribute('open')).toBeNull();
    await page.close();
  });

  it('keeps the clocks on the time of the desk and not of the machine', async () => {
    const page = await browser.newPage();
    await page.clock.install({ time: new Date('2030-01-01T00:00:00Z') });
    await page.goto(`${address}/session`);
    await signIn(page);
    await page.clock.runFor(19 * 60_000);
    expect(await page.locator('[data-clock="Asia/Ho_Chi_Minh"]').textContent()).toBe('17:01');
    expect(await page.locator('[data-clock="Europe/Zurich"]').textContent()).toBe('11:01');
    await page.close();
  });
});

async function signIn(page: Page): Promise<void> {
  await page.fill('[name=email] >> nth=0', 'person-spokesperson@mofa.example');
  await page.fill('[type=password]', PASSWORD);
  await page.press('[type=password]', 'Enter');
  await page.waitForURL(`${address}/`);
}
