import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { faultsOf, launchBrowser, PHONE, signedIn } from '../support/browser.ts';
import { runDesk } from '../support/run-desk.mjs';
import type { RunningDesk } from '../support/run-desk.mjs';

let desk: RunningDesk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([runDesk(), launchBrowser()]);
  for (const [platform, accountId, name] of [
    ['facebook', '555000111', 'Trang của đại sứ quán mới'],
    ['x', '555000222', 'New embassy'],
  ] as const) {
    const answer = await fetch(`${desk.practiceUrl}/practice/accounts/${platform}/${accountId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, handle: `moi${accountId}`, tokens: {} }),
    });
    if (!answer.ok) throw new Error(`the account could not be made: ${answer.status}`);
  }
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk.stop();
}, 30_000);

const main = (page: Page): Promise<string> => page.locator('main').innerText();

/** Presses the desk's button and stands on the platform's own page, on another site. */
async function goToPlatform(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL((url) => url.origin === new URL(desk.practiceUrl).origin);
}

async function comeBack(page: Page, button: RegExp): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL((url) => url.origin === new URL(desk.deskUrl).origin);
}

const ALLOW = /^Cho phép/;
const CANCEL = /^Hủy/;

describe('an administrator in a real browser', () => {
  it('connects a Facebook Page, and sees what its token is', async () => {
    const { page, close } = await signedIn(browser, desk, 'administrator');
    await page.goto('/channels/new');
    await goToPlatform(page, 'Kết nối bằng Facebook');
    expect(await faultsOf(page)).toEqual([]);
    await comeBack(page, ALLOW);
    expect(page.url()).toMatch(/\/channels\/logins\/[\w-]{36}(#_=_)?$/);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('radio', { name: /Trang của đại sứ quán mới/ }).check();
    await page.locator('select[name=unitId]').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Thêm kênh này' }).click();
    await page.getByText('Đã thêm kênh Trang của đại sứ quán mới').waitFor();
    expect(await main(page)).toContain('pages_manage_posts');
    expect(await faultsOf(page)).toEqual([]);
    await close();
  }, 120_000);

  it('connects an X account from a phone, and connects it again later', async () => {
    const phone = { viewport: PHONE, hasTouch: true, isMobile: true };
    const { page, close } = await signedIn(browser, desk, 'administrator', phone);
    await page.goto('/channels/new');
    await goToPlatform(page, 'Kết nối bằng X');
    await page.getByRole('radio', { name: /New embassy/ }).check();
    await comeBack(page, ALLOW);
    await page.locator('select[name=language]').selectOption('en');
    await page.locator('select[name=unitId]').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Thêm kênh này' }).click();
    await page.getByText('Đã thêm kênh New embassy').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);

    await goToPlatform(page, 'Kết nối lại bằng X');
    await page.getByRole('radio', { name: /New embassy/ }).check();
    await comeBack(page, ALLOW);
    await page.getByText('Kênh New embassy đã kết nối.').waitFor();
    await close();
  }, 120_000);

  it.each(['Facebook', 'X'])(
    'cancels at %s and finds nothing changed',
    async (name) => {
      const { page, close } = await signedIn(browser, desk, 'administrator');
      await page.goto('/channels');
      const before = await main(page);
      await page.goto('/channels/new');
      await goToPlatform(page, `Kết nối bằng ${name}`);
      await comeBack(page, CANCEL);
      expect(await main(page)).toContain(`Việc cấp quyền trên ${name} đã bị hủy.`);
      expect(await faultsOf(page)).toEqual([]);
      await page.goto('/channels');
      expect(await main(page)).toBe(before);
      await close();
    },
    60_000,
  );

  it('unticks a right and is told its name', async () => {
    const { page, close } = await signedIn(browser, desk, 'administrator');
    await page.goto('/channels/new');
    await goToPlatform(page, 'Kết nối bằng X');
    await page.getByRole('checkbox', { name: /media\.write/ }).uncheck();
    await comeBack(page, ALLOW);
    expect(await main(page)).toContain('thiếu quyền: media.write');
    await close();
  }, 120_000);
});
