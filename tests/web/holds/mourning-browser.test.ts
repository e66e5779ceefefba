import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { sweepDeliveries } from '../../../src/actions/deliveries/sweep-deliveries.ts';
import {
  approve,
  contentIn,
  deliveryOf,
  drain,
  submittedPost,
} from '../../actions/support/posts.ts';
import { faultsOf, PHONE } from '../../support/browser.ts';
import { openBrowserDesk } from '../posts/browser-desk.ts';
import type { BrowserDesk } from '../posts/browser-desk.ts';

let one: BrowserDesk;

beforeAll(async () => {
  one = await openBrowserDesk();
}, 60_000);
afterAll(() => one.close());

/** Where pictures go when somebody wants to look at the pages. */
const pictures = process.env['SCREENS_DIR'];

async function look(page: Page, name: string): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(PHONE.width);
  expect(await faultsOf(page)).toEqual([]);
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

it('a mourning is started on a phone, holds what is approved, and its end leaves a review', async () => {
  const { desk } = one;
  const page = await one.open('spokesperson', { viewport: PHONE, locale: 'vi-VN' });
  await page.goto(`${one.address}/holds?kind=mourning`);
  await look(page, 'start');
  await page.fill('[name=reason]', 'Quốc tang theo thông báo của Ban Lễ tang Nhà nước');
  await page.getByRole('button', { name: 'Tạm dừng', exact: true }).click();
  await look(page, 'confirm');
  await page.getByRole('button', { name: 'Đúng, tạm dừng toàn bộ' }).click();
  await page.waitForURL(/\/holds\/[\w-]{36}$/);
  const holdUrl = page.url();

  const approved = await approve(desk, await submittedPost(desk, contentIn(desk, 5)));
  if (!approved.ok) throw new Error(approved.reason);
  const [first, second] = approved.deliveries;
  desk.clock.advance(5);
  await drain(desk.ctx);
  await sweepDeliveries(desk.ctx);
  await page.goto(holdUrl);
  await expect(page.locator('table.review tbody tr').count()).resolves.toBe(2);
  await look(page, 'held');

  await page.getByRole('button', { name: 'Kết thúc tạm dừng' }).click();
  await page.getByText('Còn 2 lượt chờ rà soát.').waitFor();
  await drain(desk.ctx);
  await sweepDeliveries(desk.ctx);
  const sent = () => desk.platforms.facebook.calls.length + desk.platforms.x.calls.length;
  expect(sent()).toBe(0);
  await look(page, 'review');

  const row = (id: string | undefined) => page.locator(`#delivery-${id}`);
  await row(first?.id).getByRole('button', { name: 'Xác nhận, đăng ngay' }).click();
  await page.getByText('Còn 1 lượt chờ rà soát.').waitFor();
  await row(second?.id).getByRole('button', { name: 'Rút lại' }).click();
  await page.getByText('Đã rà soát xong.').waitFor();
  await drain(desk.ctx);
  await drain(desk.ctx);
  expect(sent()).toBe(1);
  expect((await deliveryOf(desk, first?.id ?? '')).state).toBe('sent');
  expect((await deliveryOf(desk, second?.id ?? '')).state).toBe('cancelled');
  await look(page, 'done');
}, 120_000);
