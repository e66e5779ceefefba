import { mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { readBack } from '../../../src/actions/deliveries/read-back.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { faultsOf, launchBrowser } from '../../support/browser.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import { webDepsOf } from '../../support/test-desk.ts';
import { buildAssets } from '../foundation/serve-components.ts';
import { openDecisionDesk } from './decision-desk.ts';
import type { DecisionDesk } from './decision-desk.ts';

let one: DecisionDesk;
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  const assetsDir = mkdtempSync(join(tmpdir(), 'desk-assets-'));
  const opened = await Promise.all([openDecisionDesk(), buildAssets(assetsDir), launchBrowser()]);
  [one, , browser] = opened;
  server = createApp({ ...webDepsOf(one.ctx), assetsDir }).listen(0);
  address = `http://localhost:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await one.close();
});
beforeEach(() => one.reset());

async function open(width: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${address}/session`);
  await page.fill('[name=email]', one.desk.people['press-officer'].email);
  await page.fill('[type=password]', TEST_PASSWORD);
  await page.press('[type=password]', 'Enter');
  await page.waitForURL((url) => url.pathname !== '/session');
  return page;
}

async function speak(page: Page, language: 'vi' | 'en'): Promise<void> {
  await page.request.post(`${address}/language`, {
    form: { language },
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
}

describe.each([1440, 390])('deciding about a delivery, %s wide', (width) => {
  it('has no fault that axe finds, and goes from the refusal to the confirmation', async () => {
    const text = 'Thông cáo báo chí về chuyến thăm chính thức';
    const delivery = await one.lost(text);
    await one.postedByHand(text);
    await one.postedByHand(text);
    await one.at(5);
    await readBack(one.ctx);
    const handmade = await one.postedByHand(`${text} của Thủ tướng`);
    const page = await open(width);
    const check = async (): Promise<void> => {
      expect(await faultsOf(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
    };
    await speak(page, 'en');
    await page.goto(`${address}/deliveries/${delivery.id}`);
    expect(await page.textContent('#decide h2')).toBe('A decision is needed');
    await check();
    await speak(page, 'vi');
    await page.goto(`${address}/queue`);
    await check();
    await page.click(`#decide-${delivery.id}`);
    await page.waitForURL(`${address}/deliveries/${delivery.id}#decide`);
    await check();
    await page.fill('#field-address', handmade);
    await page.getByRole('button', { name: 'Đánh dấu đã đăng', exact: true }).click();
    await page.getByText('Hãy so sánh hai bản rồi xác nhận').waitFor();
    await check();
    await page.getByRole('button', { name: 'Vẫn đánh dấu đã đăng' }).click();
    await page.getByText('Đã kiểm tra địa chỉ').waitFor();
    await check();
    await page.context().close();
  }, 60_000);
});
