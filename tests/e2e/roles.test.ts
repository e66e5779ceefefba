import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { faultsOf, launchBrowser, PHONE, posted, signedIn } from '../support/browser.ts';
import { runDesk } from '../support/run-desk.mjs';
import type { RunningDesk } from '../support/run-desk.mjs';

let desk: RunningDesk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([runDesk(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk.stop();
}, 30_000);

const railOf = (page: Page): Promise<string> => page.locator('nav').first().innerText();

describe('each role at the desk', () => {
  it('a press officer keeps every typed word when a time has passed', async () => {
    const { page, close } = await signedIn(browser, desk, 'press-officer');
    await page.goto('/posts/new');
    await page.fill('textarea[name="text.vi"]', 'Bài có giờ đã qua');
    await page.fill('textarea[name="text.en"]', 'A post whose time has passed');
    for (const at of await page.locator('input[name^="target."][name$=".at"]').all()) {
      await at.fill('2020-01-02T08:00');
    }
    await page.locator('button[name=do][value=submit]:visible').click();
    await page.locator('[role=alert]').first().waitFor();
    expect(await page.inputValue('textarea[name="text.vi"]')).toBe('Bài có giờ đã qua');
    expect(await page.inputValue('textarea[name="text.en"]')).toBe('A post whose time has passed');
    await close();
  }, 60_000);

  it('a translator writes, and has no button to submit or approve', async () => {
    const { page, close } = await signedIn(browser, desk, 'translator');
    expect(await railOf(page)).not.toContain('Phê duyệt');
    await page.goto('/posts');
    await page
      .getByRole('link', { name: /Bản nháp: giới thiệu/ })
      .first()
      .click();
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/);
    await page.goto(`${page.url()}/edit`);
    await page.fill(
      'textarea[name="text.en"]',
      'The Permanent Mission works beside international organisations in Geneva.',
    );
    expect(await page.locator('button[name=do][value=submit]').count()).toBe(0);
    await page.locator('button[data-save]').click();
    await page.getByText('The Permanent Mission works beside').first().waitFor();
    await close();
  }, 60_000);

  it('a spokesperson returns a post from a phone, and the author reads why', async () => {
    const phone = { viewport: PHONE, hasTouch: true, isMobile: true };
    const { page, close } = await signedIn(browser, desk, 'spokesperson', phone);
    await page.goto('/approvals');
    await page
      .getByRole('link', { name: /Đọc gì về Việt Nam/ })
      .first()
      .click();
    await page.locator('.decide a', { hasText: 'Trả lại' }).tap();
    await page.locator('#return textarea[name=reason]').fill('Bổ sung tên sách và tác giả.');
    await posted(page, '/return', () => page.locator('#return button.main').tap());
    await close();
    const attache = desk.people.find((one) => one.name === 'Nguyễn Hoàng Long');
    const onlyHim = { ...desk, people: attache === undefined ? [] : [attache] };
    const author = await signedIn(browser, onlyHim, 'press-officer');
    expect(await author.page.locator('main').innerText()).toContain('Bổ sung tên sách và tác giả.');
    await author.close();
  }, 60_000);

  it('an administrator adds a person, and finds no way to approve', async () => {
    const { page, close } = await signedIn(browser, desk, 'administrator');
    expect(await railOf(page)).not.toContain('Phê duyệt');
    await page.goto('/people/new');
    await page.fill('input[name=name]', 'Phan Gia Bảo');
    await page.fill('input[name=email]', 'gia.bao@sugia.example');
    for (const password of await page.locator('input[type=password]').all()) {
      await password.fill('mot-mat-khau-dai');
    }
    await page.locator('select[name=role]').first().selectOption('translator');
    await page.locator('select[name=unit]').first().selectOption({ index: 1 });
    await page.locator('main form button.main').first().click();
    await page.waitForURL((url) => url.pathname !== '/people/new');
    await page.goto('/people');
    expect(await page.locator('main').innerText()).toContain('Phan Gia Bảo');
    await close();
  }, 60_000);

  it('a report reader opens a report in English and writes nothing', async () => {
    const { page, close } = await signedIn(browser, desk, 'report-reader');
    expect(await railOf(page)).not.toContain('Soạn bài');
    await page.goto('/reports');
    await page.locator('main a[href^="/reports/"]').first().click();
    await page.waitForURL(/\/reports\/.+/);
    await page.getByRole('button', { name: 'English' }).first().click();
    await page.locator('html[lang=en]').waitFor();
    expect(await page.locator('main').innerText()).toMatch(/Views|Impressions/);
    expect((await page.goto('/posts/new'))?.status()).toBe(403);
    await close();
  }, 60_000);

  it('a visitor sees sign-in and nothing else', async () => {
    const page = await browser.newPage({ baseURL: desk.deskUrl });
    for (const path of ['/', '/posts', '/queue', '/people', '/records', '/reports']) {
      await page.goto(path);
      expect(await page.locator('input[name=password]').count()).toBeGreaterThan(0);
    }
    await page.close();
  }, 60_000);
});

describe('the pages of a filled desk', () => {
  it.each([
    { colorScheme: 'light' as const, viewport: { width: 1440, height: 900 } },
    { colorScheme: 'dark' as const, viewport: PHONE },
  ])(
    'hold no fault that axe finds ($colorScheme)',
    async (look) => {
      const { page, close } = await signedIn(browser, desk, 'administrator', look);
      const faults: string[] = [];
      for (const path of [
        '/',
        '/calendar',
        '/queue',
        '/posts',
        '/audience',
        '/reports',
        '/channels',
        '/people',
        '/records',
        '/practice',
      ]) {
        await page.goto(path);
        faults.push(...(await faultsOf(page)));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > look.viewport.width) faults.push(`${path} is ${wide} wide`);
      }
      expect(faults).toEqual([]);
      await close();
    },
    120_000,
  );
});
