import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually, launchBrowser, PHONE, posted, signedIn } from '../support/browser.ts';
import { runDesk } from '../support/run-desk.mjs';
import type { RunningDesk } from '../support/run-desk.mjs';

const VIETNAMESE =
  'Bộ Ngoại giao trân trọng cảm ơn quý vị đã theo dõi kênh chính thức. Bài kiểm tra số 7.';
const ENGLISH = 'The Ministry thanks everyone who follows its official channels. Test post no. 7.';

let desk: RunningDesk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([runDesk(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await desk.stop();
}, 30_000);

type PracticePost = {
  platform: string;
  accountId: string;
  id: string;
  text: string;
  permalink: string;
  deletedAt: string | null;
};
type PracticeMail = { id: string; subject: string; to: unknown };

async function practiceState(): Promise<{ posts: PracticePost[] }> {
  return (await (await fetch(`${desk.practiceUrl}/practice/state.json`)).json()) as {
    posts: PracticePost[];
  };
}

const postsOf = async (text: string): Promise<PracticePost[]> =>
  (await practiceState()).posts.filter((post) => post.text.includes(text));

async function fillPost(page: Page): Promise<void> {
  await page.goto('/posts/new');
  await page.selectOption('select[name=topic]', 'notices');
  await page.fill('textarea[name="text.vi"]', VIETNAMESE);
  await page.fill('textarea[name="text.en"]', ENGLISH);
  for (const timing of await page
    .locator('select[name^="target."][name$=".timing"]:visible')
    .all()) {
    await timing.selectOption('on-approval');
  }
}

describe('the way of one post, in a browser', () => {
  it('is written by a press officer in both languages and submitted', async () => {
    const { page, close } = await signedIn(browser, desk, 'press-officer');
    await fillPost(page);
    expect(await page.locator('body').innerText()).toContain('280');
    await page.locator('button[name=do][value=submit]:visible').click();
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}$/);
    expect(await page.locator('main').innerText()).toContain('Chờ duyệt');
    await close();
  }, 60_000);

  it('is approved by the spokesperson on a phone, with one thumb', async () => {
    const { page, close } = await signedIn(browser, desk, 'spokesperson', {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    });
    await page.goto('/approvals');
    await page
      .getByRole('link', { name: /Bộ Ngoại giao trân trọng cảm ơn/ })
      .first()
      .click();
    await page.waitForURL(/\/approval/);
    const shown = await page.locator('main').innerText();
    expect(shown).toContain(VIETNAMESE);
    expect(shown).toContain(ENGLISH);
    await posted(page, '/approval', () => page.locator('.decide button.main').tap());
    await page.getByText('Đã phê duyệt').first().waitFor();
    await close();
  }, 60_000);

  it('goes out once on Facebook in Vietnamese and once on X in English', async () => {
    await eventually(
      'both posts',
      async () => (await postsOf('số 7')).length + (await postsOf('no. 7')).length >= 2,
    );
    const [facebook, ...moreFacebook] = await postsOf(VIETNAMESE);
    const [x, ...moreX] = await postsOf(ENGLISH);
    expect(facebook?.platform).toBe('facebook');
    expect(x?.platform).toBe('x');
    expect([...moreFacebook, ...moreX]).toEqual([]);
    const page = await browser.newPage();
    for (const [post, text] of [
      [facebook, VIETNAMESE],
      [x, ENGLISH],
    ] as const) {
      await page.goto(post?.permalink ?? '');
      expect(await page.locator('[data-part=text]').first().innerText()).toBe(text);
    }
    await page.close();
  }, 90_000);

  it('brings figures back when practice time goes on', async () => {
    const { page, close } = await signedIn(browser, desk, 'press-officer');
    await page.goto('/practice');
    const day = page.locator('button[name=step][value=day]');
    await posted(page, '/practice/time', () => day.click());
    await eventually(
      'the walk through a day',
      async () => {
        await page.goto('/practice');
        return (await page.locator('progress').count()) === 0;
      },
      120_000,
    );
    await page.goto(`/posts?q=${encodeURIComponent('bai kiem tra so 7')}`);
    await page
      .getByRole('link', { name: /Bộ Ngoại giao trân trọng cảm ơn/ })
      .first()
      .click();
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}/);
    const id = /posts\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
    await page.goto(`/audience/posts/${id}`);
    const text = await page.locator('main').innerText();
    expect(text).toContain('24 giờ');
    expect(text).toMatch(/Lượt (xem|hiển thị)/);
    await close();
  }, 150_000);

  it('is told of in the weekly report, in the mailbox on practice Monday at 08:00', async () => {
    const { page, close } = await signedIn(browser, desk, 'press-officer');
    await page.goto('/practice');
    const monday = page.locator('button[name=step][value=report]');
    await posted(page, '/practice/time', () => monday.click());
    const mails = await eventually(
      'the reports',
      async () => {
        const all = (await (
          await fetch(`${desk.practiceUrl}/mailbox.json`)
        ).json()) as PracticeMail[];
        const reports = all.filter((mail) =>
          /Báo cáo công chúng|audience report|Audience/i.test(mail.subject),
        );
        return reports.length >= 3 ? reports : null;
      },
      150_000,
    );
    expect(mails).toHaveLength(3);
    const bodies = await Promise.all(
      mails.map(async (mail) =>
        (await fetch(`${desk.practiceUrl}/mailbox/${mail.id}/text`)).text(),
      ),
    );
    expect(bodies.filter((body) => body.includes('giờ Hà Nội'))).toHaveLength(2);
    expect(bodies.filter((body) => body.includes('Ha Noi time'))).toHaveLength(2);
    await close();
  }, 200_000);

  it('is taken down by two people and with a reason, and its record stays and says so', async () => {
    const [out] = await postsOf(VIETNAMESE);
    const reason = 'Sai tên chức danh ở câu đầu';
    const officer = await signedIn(browser, desk, 'press-officer');
    await officer.page.goto(`/posts?q=${encodeURIComponent('bai kiem tra so 7')}`);
    await officer.page
      .getByRole('link', { name: /Bộ Ngoại giao trân trọng cảm ơn/ })
      .first()
      .click();
    await officer.page
      .locator('a[href*="/deliveries/"]', { hasText: /Tiếng Việt/i })
      .first()
      .click();
    await officer.page.waitForURL(/\/deliveries\/[0-9a-f-]{36}$/);
    const address = new URL(officer.page.url()).pathname;
    await officer.page.fill('#take-down textarea[name=reason]', reason);
    const ask = officer.page.locator('#take-down button');
    await posted(officer.page, '/take-down', () => ask.click());
    // Whoever asked cannot confirm, and until another person does the post stays.
    const waits = officer.page.locator('#take-down', { hasText: 'Cần người khác xác nhận' });
    await waits.waitFor();
    expect(await officer.page.locator('#take-down button').count()).toBe(0);
    expect((await postsOf(VIETNAMESE))[0]?.deletedAt).toBeNull();
    await officer.close();

    const { page, close } = await signedIn(browser, desk, 'spokesperson');
    await page.goto(address);
    expect(await page.locator('#take-down').innerText()).toContain(reason);
    const confirm = page.locator('#take-down button');
    await posted(page, '/take-down', () => confirm.click());
    await eventually('the removal', async () => {
      await page.goto(address);
      const told = await page.locator('#take-down').innerText();
      return told.includes('Bài không còn trên nền tảng');
    });
    const record = await page.locator('main').innerText();
    expect(record).toContain(VIETNAMESE);
    expect(record).toContain(reason);
    expect((await postsOf(VIETNAMESE))[0]?.deletedAt).not.toBeNull();
    expect((await postsOf(ENGLISH))[0]?.deletedAt).toBeNull();
    expect((await fetch(out?.permalink ?? '')).status).toBe(404);
    await close();
  }, 90_000);
});
