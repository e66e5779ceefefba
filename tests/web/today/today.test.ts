import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { returnPost } from '../../../src/actions/posts/return-post.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { draftPost, submittedPost } from '../approvals/post-of.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

describe('Today on a new desk', () => {
  it.each([
    ['press-officer', 'Hãy soạn bài đầu tiên'],
    ['translator', 'Khi có bài cần dịch'],
    ['spokesperson', 'Khi cán bộ báo chí trình duyệt'],
    ['administrator', 'kết nối kênh Facebook và X'],
    ['report-reader', 'The first weekly report'],
  ] as const)('teaches the %s the first step', async (role, sentence) => {
    const browser = await desk.signIn(role);
    const { text } = await browser.get('/').expect(200);
    expect(text).toContain(sentence);
  });
});

describe('Today', () => {
  it('lists what waits for the approver, with the time that presses', async () => {
    const post = await submittedPost(desk, { vi: 'Bài chờ duyệt hôm nay', inMinutes: 18 });
    const browser = await desk.signIn('spokesperson');
    const { text } = await browser.get('/').expect(200);
    expect(text).toContain('Bài chờ duyệt hôm nay');
    expect(text).toContain(`href="/posts/${post.id}/approval"`);
    expect(text).toContain('còn 18 phút');
  });

  it('tells the author what came back and why, and which drafts are theirs', async () => {
    const post = await submittedPost(desk, { vi: 'Bài bị trả lại' });
    await returnPost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision: post.revision,
      reason: 'Bổ sung tên giải thưởng',
    });
    await draftPost(desk, { vi: 'Bản nháp riêng' });
    const browser = await desk.signIn('press-officer');
    const { text } = await browser.get('/').expect(200);
    expect(text).toContain('Bổ sung tên giải thưởng');
    expect(text).toContain(`href="/posts/${post.id}/edit"`);
    expect(text).toContain('Bản nháp riêng');
    const other = await desk.signIn('press-officer-2');
    expect((await other.get('/').expect(200)).text).not.toContain('Bản nháp riêng');
  });

  it('draws what goes out today around the line of the present', async () => {
    const post = await submittedPost(desk, { vi: 'Bài đăng trước', inMinutes: 5 });
    await approvePost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: ['vi'],
    });
    await submittedPost(desk, { vi: 'Bài chưa duyệt chiều nay', inMinutes: 300 });
    desk.clock.advance(30);
    const browser = await desk.signIn('report-reader');
    const { text } = await browser.get('/').expect(200);
    const timeline = text.slice(text.indexOf('id="out"'));
    const places = ['Bài đăng trước', '09:30 now', 'Bài chưa duyệt chiều nay'].map((word) =>
      timeline.indexOf(word),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    desk.clock.set(DESK_TIME);
  });

  it('says what went wrong, why and who can act', async () => {
    const post = await submittedPost(desk, { vi: 'Bài nền tảng từ chối' });
    const outcome = await approvePost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: ['vi'],
    });
    if (!outcome.ok) throw new Error(outcome.reason);
    const id = outcome.deliveries[0]?.id ?? '';
    await desk.ctx.stores.deliveries.moveDelivery({
      id,
      from: 'planned',
      to: 'waiting',
      at: DESK_TIME,
      change: { reason: 'connection' },
    });
    const browser = await desk.signIn('press-officer');
    const { text } = await browser.get('/').expect(200);
    expect(text).toContain('Kênh chưa kết nối được với nền tảng.');
    expect(text).toContain('Người làm được: quản trị viên.');
  });

  it('keeps what asks for nothing apart from what waits, and counts only the latter', async () => {
    const post = await submittedPost(desk, { vi: 'Bài vừa được duyệt' });
    await approvePost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: ['vi'],
    });
    const browser = await desk.signIn('press-officer');
    const { text } = await browser.get('/').expect(200);
    const waits = text.slice(text.indexOf('id="waits"'), text.indexOf('id="trouble"'));
    expect(waits).not.toContain('Bài vừa được duyệt');
    expect(text.slice(text.indexOf('id="news"'))).toContain('Đã phê duyệt: Bài vừa được duyệt');
    const counted = /class="count">(\d+)</.exec(waits)?.[1];
    const rail = /Hôm nay[^]*?class="count"[^>]*>(?:<[^>]*>)*(\d+)/.exec(text)?.[1];
    expect(rail).toBe(counted);
  });

  it('keeps a notice until it was read, for its own reader alone', async () => {
    const browser = await desk.signIn('press-officer');
    const [notice] = await desk.ctx.stores.notices.listUnread('person-press-officer', 1);
    const other = await desk.signIn('press-officer-2');
    const unread = (): Promise<string[]> =>
      desk.ctx.stores.notices
        .listUnread('person-press-officer', 99)
        .then((all) => all.map((one) => one.id));
    await other.post('/notices/read').type('form').send({ id: notice?.id }).expect(303);
    expect(await unread()).toContain(notice?.id);
    await browser.post('/notices/read').type('form').send({ id: notice?.id }).expect(303);
    expect(await unread()).not.toContain(notice?.id);
    await browser.post('/notices/read').expect(303);
    expect(await unread()).toEqual([]);
  });
});
