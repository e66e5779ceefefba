import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually, faultsOf, launchBrowser, PHONE, signedIn } from '../support/browser.ts';
import { runDesk } from '../support/run-desk.mjs';
import type { RunningDesk } from '../support/run-desk.mjs';

const VIETNAMESE = 'vừa chủ trì họp báo thường kỳ';
const ENGLISH = 'has just held the regular press conference';

let desk: RunningDesk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([runDesk(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk.stop();
}, 30_000);

async function postsSaying(...texts: string[]): Promise<string[]> {
  const answer = await fetch(`${desk.practiceUrl}/practice/state.json`);
  const { posts } = (await answer.json()) as { posts: { platform: string; text: string }[] };
  return posts
    .filter((post) => texts.some((text) => post.text.includes(text)))
    .map((post) => post.platform);
}

/** The two steps as far as the button that gives the signal. */
async function atTheButton(page: Page, path: string): Promise<ReturnType<Page['locator']>> {
  await page.goto(path);
  const main = await page.locator('main').innerText();
  expect(main).toContain(VIETNAMESE);
  expect(main).toContain(ENGLISH);
  expect(await page.locator('form[action$="/signal"]').count()).toBe(0);
  await page.getByRole('link', { name: 'Chuẩn bị phát hiệu lệnh' }).tap();
  await page.waitForURL(/step=2/);
  return page.getByRole('button', { name: 'Phát hiệu lệnh: đăng 2 lượt' });
}

describe('the signal, given by the Spokesperson on a phone', () => {
  it('sends both deliveries once, although two tabs give it and one is tapped twice', async () => {
    const { page, context, close } = await signedIn(browser, desk, 'spokesperson', {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    });
    expect(await postsSaying(VIETNAMESE, ENGLISH)).toEqual([]);
    const waiting = page.locator('.timeline li', { hasText: 'chờ hiệu lệnh của bạn' });
    const path = (await waiting.getByRole('link').first().getAttribute('href')) ?? '';
    const other = await context.newPage();
    const [first, second] = [await atTheButton(page, path), await atTheButton(other, path)];
    expect(await faultsOf(page)).toEqual([]);
    await Promise.all([first.dblclick(), second.tap()]);
    await Promise.all([page, other].map((one) => one.waitForURL(/\/events\/[0-9a-f-]{36}$/)));

    await eventually(
      'both posts',
      async () => (await postsSaying(VIETNAMESE, ENGLISH)).length >= 2,
    );
    expect((await postsSaying(VIETNAMESE, ENGLISH)).sort()).toEqual(['facebook', 'x']);
    await page.goto(path);
    expect(await page.locator('main').innerText()).toContain('đã phát hiệu lệnh');
    await page.goto('/');
    expect(await page.locator('main').innerText()).not.toContain('chờ hiệu lệnh của bạn');
    await close();
  }, 120_000);
});

describe('the pages of events', () => {
  it.each([
    { colorScheme: 'light' as const, viewport: { width: 1440, height: 900 } },
    { colorScheme: 'dark' as const, viewport: PHONE },
  ])(
    'hold no fault that axe finds and fit their screen ($colorScheme)',
    async (look) => {
      const { page, close } = await signedIn(browser, desk, 'press-officer', look);
      await page.goto('/events');
      const event = (await page.locator('main a.what').first().getAttribute('href')) ?? '';
      const faults: string[] = [];
      for (const path of [
        '/events',
        '/events/new',
        event,
        `${event}/edit`,
        `${event}/slip?startsAt=2031-01-15T10:00`,
        `/posts/new?event=${event.split('/').at(-1)}`,
      ]) {
        expect((await page.goto(path))?.status()).toBe(200);
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
