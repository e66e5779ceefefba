import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium } from './ensure-chromium.mjs';
import type { RunningDesk } from './run-desk.mjs';

/** Debian's Chromium; the test command installs it when it is missing. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium on PATH');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic'] });
}

export const PHONE = { width: 390, height: 844 };

/** A page on which somebody with this role has signed in by their own browser. */
export async function signedIn(
  browser: Browser,
  desk: RunningDesk,
  role: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; close(): Promise<void> }> {
  const person = desk.people.find((one) => one.role === role);
  if (person === undefined) throw new Error(`the demonstration has no ${role}`);
  const context = await browser.newContext({ baseURL: desk.deskUrl, locale: 'vi-VN', ...options });
  const page = await context.newPage();
  await page.goto('/session');
  await page.locator('li', { hasText: person.name }).getByRole('button').click();
  await page.waitForURL((url) => url.pathname === '/');
  return { page, context, close: () => context.close() };
}

/** What axe finds on a page as it stands: address, rule and elements. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, nodes }) => `${page.url()} ${id}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
}

/** Looks again and again until something is there: for what another process brings about. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Does something that posts a form, and waits until the desk has taken it. */
export async function posted(page: Page, path: string, act: () => Promise<void>): Promise<void> {
  const answered = page.waitForResponse(
    (response) =>
      response.request().method() === 'POST' && new URL(response.url()).pathname.endsWith(path),
  );
  await act();
  const status = (await answered).status();
  if (status >= 400) throw new Error(`${path} was refused with ${status}`);
}
