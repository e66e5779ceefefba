import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { faultsOf } from '../../support/browser.ts';
import { photoFromPhone } from '../../unit/media/pictures.ts';
import { openBrowserDesk } from './browser-desk.ts';
import type { BrowserDesk } from './browser-desk.ts';

let browsing: BrowserDesk;

beforeAll(async () => {
  browsing = await openBrowserDesk();
}, 60_000);

afterAll(async () => {
  await browsing.close();
});

async function composer(): Promise<Page> {
  const page = await browsing.open('press-officer');
  await page.goto(`${browsing.address}/posts/new`);
  return page;
}

const english = '[data-version=en]';

describe('the composer in a browser', () => {
  it('counts for X and shows the very payload while somebody types, and keeps the caret', async () => {
    const page = await composer();
    await page.fill('[name="text.en"]', 'Hello world');
    await page.fill('[name="link.en"]', 'https://www.mofa.gov.vn/mot-bai-viet-rat-dai/1234567890');
    await page.focus('[name="text.en"]');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.insertText('ế');
    // 11 letters, one that counts two, the empty line, and an address that counts 23.
    await page.waitForSelector(`${english} [data-count=x]:has-text("38 / 280")`);
    expect(await page.textContent(`${english} [data-count=x] [data-doubled]`)).toContain(': 1.');
    expect(await page.textContent('[data-preview="1"] .text')).toBe(
      'Hếello world\n\nhttps://www.mofa.gov.vn/mot-bai-viet-rat-dai/1234567890',
    );
    const caret = await page.evaluate(() => {
      const active = document.activeElement as HTMLTextAreaElement;
      return [active.name, active.selectionStart];
    });
    expect(caret).toEqual(['text.en', 2]);
    await page.context().close();
  });

  it('says what the language guard finds while somebody types, and takes a suggestion over with one key', async () => {
    const page = await composer();
    await page.fill('[name="text.en"]', 'Talks on the South China Sea');
    await page.waitForSelector('[data-findings] .finding:has-text("South China Sea")');
    expect(await page.textContent('[data-guard] .count')).toBe('1');
    await page.fill('[data-findings] input[name$=".text"]', 'Theo văn kiện chung');
    await page.focus('[name="text.en"]');
    await page.keyboard.press('End');
    await page.keyboard.insertText(' today');
    await page.waitForTimeout(400);
    expect(await page.inputValue('[data-findings] input[name$=".text"]')).toBe(
      'Theo văn kiện chung',
    );
    await page.keyboard.press('Home');
    await page.keyboard.press('Alt+Enter');
    await page.waitForSelector('[data-no-findings]:visible');
    expect(await page.inputValue('[name="text.en"]')).toBe('Talks on the East Sea today');
    await page.keyboard.press('Control+z');
    expect(await page.inputValue('[name="text.en"]')).toBe('Talks on the South China Sea today');
    await page.context().close();
  });

  it('leads from a finding to its words', async () => {
    const page = await composer();
    await page.fill('[name="text.vi"]', 'Chuyến thăm Nam Hàn');
    await page.click('[data-findings] [data-show]');
    const selected = await page.evaluate(() => {
      const field = document.activeElement as HTMLTextAreaElement;
      return [field.name, field.value.slice(field.selectionStart, field.selectionEnd)];
    });
    expect(selected).toEqual(['text.vi', 'Nam Hàn']);
    await page.context().close();
  });

  it('shows the counter in red when the text is too long', async () => {
    const page = await composer();
    await page.fill('[name="text.en"]', 'ế'.repeat(141));
    await page.waitForSelector(`${english} .meter.over:has-text("282 / 280")`);
    await page.context().close();
  });

  it('uploads a picture at once, tells what was changed, and saves it with its description', async () => {
    const page = await composer();
    await page.selectOption('[name=topic]', 'cultural');
    await page.fill('[name="text.vi"]', 'Ngày Văn hóa Việt Nam');
    await page.setInputFiles('[name="pictures.vi"]', {
      name: 'hoa sen.jpg',
      mimeType: 'image/jpeg',
      buffer: await photoFromPhone(),
    });
    await page.waitForSelector('[data-version=vi] .picture');
    expect(await page.textContent('[data-version=vi] .told')).toContain('Đã xóa thông tin vị trí');
    await page.fill('[name="alt.vi.0"]', 'Hoa sen');
    await page.waitForSelector('[data-preview="0"] img[alt="Hoa sen"]');
    await page.click('[data-save]');
    await page.waitForURL(/\/edit$/);
    expect(await page.inputValue('[name="alt.vi.0"]')).toBe('Hoa sen');
    await page.context().close();
  });

  it('says at once why a file is no picture', async () => {
    const page = await composer();
    await page.setInputFiles('[name="pictures.vi"]', {
      name: 'thư.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('không phải ảnh'),
    });
    await page.waitForSelector('.uploads .error:has-text("không phải là ảnh")');
    await page.context().close();
  });

  it('shows a time on both clocks and names an hour that summer time skips', async () => {
    const page = await browsing.open('paris-officer');
    await page.goto(`${browsing.address}/posts/new`);
    await page.fill('[name="target.0.at"]', '2027-03-29T08:00');
    await page.waitForSelector('#f-target-0-clocks:has-text("Hà Nội 13:00, Thứ Hai 29/3/2027")');
    await page.fill('[name="target.0.at"]', '2027-03-28T02:30');
    await page.waitForSelector('#f-target-0-clocks:has-text("giờ mùa hè")');
    await page.selectOption('[name="target.0.timing"]', 'on-approval');
    expect(await page.isVisible('[name="target.0.at"]')).toBe(false);
    expect(await page.isVisible('[name="target.0.until"]')).toBe(true);
    await page.context().close();
  });

  it('has nothing that axe finds, wide and narrow, with what is wrong and what changed', async () => {
    const page = await composer();
    await page.selectOption('[name=topic]', 'notices');
    await page.fill('[name="text.vi"]', 'Bản đầu');
    await page.click('button[value=submit]');
    await page.waitForSelector('[data-problems]');
    for (const width of [1360, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await faultsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await page.context().close();
  }, 60_000);

  it('asks before a page with unsaved words is left, and not after saving', async () => {
    const page = await composer();
    await page.selectOption('[name=topic]', 'notices');
    await page.locator('[name="text.vi"]').pressSequentially('Chưa lưu');
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      void dialog.dismiss();
    });
    await page.evaluate(() => {
      location.href = '/posts';
    });
    await page.waitForTimeout(300);
    expect(asked).toBe(1);
    expect(new URL(page.url()).pathname).toBe('/posts/new');
    await page.click('[data-save]');
    await page.waitForURL(/\/edit$/);
    await page.goto(`${browsing.address}/posts`);
    expect(asked).toBe(1);
    await page.context().close();
  });

  it('makes one post of a double click', async () => {
    const page = await composer();
    await page.selectOption('[name=topic]', 'notices');
    await page.fill('[name="text.vi"]', 'Bấm hai lần');
    await page.dblclick('[data-save]');
    await page.waitForURL(/\/edit$/);
    await page.goto(`${browsing.address}/posts?q=bam+hai+lan`);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.context().close();
  });
});
