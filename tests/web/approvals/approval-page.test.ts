import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { savePost } from '../../../src/actions/posts/save-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import { withdrawPost } from '../../../src/actions/posts/withdraw-post.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { contentOf, submittedPost } from './post-of.ts';

let desk: TestDesk;
let browser: Awaited<ReturnType<TestDesk['signIn']>>;

beforeAll(async () => {
  desk = await openTestDesk();
  browser = await desk.signIn('spokesperson');
});
afterAll(() => desk.close());

const seen = (post: Post): Record<string, string> => ({
  revision: String(post.revision),
  contentSha256: post.contentSha256,
});
const approve = (post: Post, more: Record<string, string> = {}) =>
  browser
    .post(`/posts/${post.id}/approval`)
    .type('form')
    .send({ ...seen(post), ...more });
const deliveriesOf = (post: Post) => desk.ctx.stores.deliveries.listDeliveriesOfPosts([post.id]);

/** The same post after its author withdrew it, changed a text, and submitted it again. */
async function editedAndSubmitted(post: Post, texts: { vi: string; en: string }): Promise<Post> {
  const actor = desk.actors['press-officer'];
  await withdrawPost(desk.ctx, { postId: post.id, actor, revision: post.revision });
  const saved = await savePost(desk.ctx, {
    postId: post.id,
    actor,
    revision: post.revision,
    content: contentOf(texts, post.content.targets),
    topic: post.topic,
    class: post.class,
  });
  if (!saved.ok) throw new Error(saved.reason);
  const { revision } = saved.post;
  const submitted = await submitPost(desk.ctx, { postId: post.id, actor, revision });
  if (!submitted.ok) throw new Error(submitted.reason);
  return submitted.post;
}

describe('the page on which a post is approved', () => {
  it('shows both texts as their channels will, who wrote them, and when they go out', async () => {
    const post = await submittedPost(desk);
    const { text } = await browser.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain('Chúc mừng Ngày Văn hóa Việt Nam 24/11');
    expect(text).toContain('Viet Nam Culture Day, 24 November');
    expect(text).toContain('Bộ Ngoại giao Việt Nam');
    expect(text).toContain('Viet Nam MOFA');
    expect(text).toContain('Trần Minh Anh');
    expect(text).toContain('10:00, Thứ Hai 23/11/2026');
    expect(text).toContain('33 / 280');
  });

  it('marks word by word what differs from the last approval', async () => {
    const post = await submittedPost(desk, { vi: 'Từ 105 cơ quan', en: 'From 105 missions' });
    await approve(post).expect(303);
    const edited = await editedAndSubmitted(post, {
      vi: 'Từ 115 cơ quan',
      en: 'From 115 missions',
    });
    const { text } = await browser.get(`/posts/${edited.id}/approval`).expect(200);
    expect(text).toContain('Từ <del>105</del><ins>115</ins> cơ quan');
    expect(text).toContain('From <del>105</del><ins>115</ins> missions');
    expect(text).toContain('khác với lần duyệt trước');
  });

  it('says where the post stands among those that wait, the first due first', async () => {
    const late = await submittedPost(desk, { inMinutes: 400 });
    const soon = await submittedPost(desk, { inMinutes: 1 });
    const list = await browser.get('/approvals').expect(200);
    expect(list.text.indexOf(soon.id)).toBeLessThan(list.text.indexOf(late.id));
    const { text } = await browser.get(`/posts/${soon.id}/approval`).expect(200);
    expect(text).toMatch(/Chờ phê duyệt 1 trên \d+/);
  });

  it('is not there for somebody outside the unit', async () => {
    const post = await submittedPost(desk);
    const paris = await desk.signIn('paris-officer');
    await paris.get(`/posts/${post.id}/approval`).expect(404);
  });

  it('lets an author read it and tells why they cannot approve', async () => {
    const post = await submittedPost(desk);
    const author = await desk.signIn('press-officer');
    const { text } = await author.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain('không có quyền phê duyệt');
    expect(text).not.toContain('Phê duyệt</button></form>');
    await author.post(`/posts/${post.id}/approval`).type('form').send(seen(post)).expect(403);
  });
});

describe('approving', () => {
  it('makes the deliveries, and shows what goes out when, the queue and the way back', async () => {
    const post = await submittedPost(desk);
    const answer = await approve(post).expect(303);
    expect(answer.headers['location']).toBe(`/posts/${post.id}/approval`);
    expect((await deliveriesOf(post)).map((one) => one.state)).toEqual(['planned', 'planned']);
    const { text } = await browser.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain('Đã phê duyệt.');
    expect(text).toContain('Đã xếp lịch');
    expect(text).toContain('href="/queue"');
    expect(text).toContain(`action="/posts/${post.id}/withdrawal"`);
  });

  it('takes the news that the post waits from Today', async () => {
    const post = await submittedPost(desk);
    const stores = desk.ctx.stores;
    const waiting = (): Promise<boolean> =>
      stores.notices
        .listUnread('person-spokesperson', 99)
        .then((all) => all.some((one) => one.postId === post.id));
    expect(await waiting()).toBe(true);
    await approve(post).expect(303);
    expect(await waiting()).toBe(false);
  });

  it('is done once, however often the button was pressed', async () => {
    const post = await submittedPost(desk);
    const answers = await Promise.all([approve(post), approve(post), approve(post)]);
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303]);
    expect(await deliveriesOf(post)).toHaveLength(2);
  });

  it('can cover one language alone and leave the other open', async () => {
    const post = await submittedPost(desk);
    await approve(post, { language: 'vi' }).expect(303);
    expect((await deliveriesOf(post)).map((one) => one.language)).toEqual(['vi']);
    const list = await browser.get('/approvals').expect(200);
    expect(list.text).toContain('Còn bản chưa duyệt');
    const { text } = await browser.get(`/posts/${post.id}/approval`).expect(200);
    expect(text).toContain('Phê duyệt bản còn lại');
    await approve(post).expect(303);
    expect(await deliveriesOf(post)).toHaveLength(2);
  });

  it('is refused with what changed, when the post was edited meanwhile', async () => {
    const post = await submittedPost(desk, { vi: 'Từ 105 cơ quan', en: 'From 105 missions' });
    await editedAndSubmitted(post, { vi: 'Từ 120 cơ quan', en: 'From 105 missions' });
    const { text } = await approve(post).expect(409);
    expect(text).toContain('Bài đã được sửa sau khi bạn mở trang');
    expect(text).toContain('<del>105</del><ins>120</ins>');
    expect(await deliveriesOf(post)).toHaveLength(0);
  });

  it('is refused when the content is not the one that was shown', async () => {
    const post = await submittedPost(desk);
    const { text } = await approve({ ...post, contentSha256: 'a'.repeat(64) }).expect(409);
    expect(text).toContain('Nội dung không còn là bản bạn đã xem');
  });

  it('is refused after the author took the post back', async () => {
    const post = await submittedPost(desk);
    const actor = desk.actors['press-officer'];
    await withdrawPost(desk.ctx, { postId: post.id, actor, revision: post.revision });
    const { text } = await approve(post).expect(409);
    expect(text).toContain('không còn chờ phê duyệt');
  });

  it('is refused when somebody else approved before', async () => {
    const post = await submittedPost(desk);
    const other = { ...desk.actors.spokesperson, personId: 'person-other', name: 'Người khác' };
    await approvePost(desk.ctx, {
      postId: post.id,
      actor: other,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: null,
    });
    const { text } = await approve(post).expect(409);
    expect(text).toContain('Đã có người phê duyệt trước bạn');
  });

  it('is refused to whoever worked on the post, and the list says why', async () => {
    const post = await submittedPost(desk);
    const own = { ...post, contributors: [...post.contributors, 'person-spokesperson'] };
    await desk.ctx.inTransaction((tx) => desk.ctx.stores.posts.savePost(own, post, tx));
    const list = await browser.get('/approvals').expect(200);
    expect(list.text).toContain('phải do người khác phê duyệt');
    const { text } = await approve(post).expect(403);
    expect(text).toContain('không thể tự phê duyệt');
  });

  it('is refused once the window is over', async () => {
    const post = await submittedPost(desk, { inMinutes: 1 });
    desk.clock.advance(30);
    const { text } = await approve(post).expect(422);
    expect(text).toContain('đã quá thời hạn đăng');
    desk.clock.set(DESK_TIME);
  });

  it('answers a form that is not one of ours with 400 and an unknown post with 404', async () => {
    const post = await submittedPost(desk);
    await browser.post(`/posts/${post.id}/approval`).type('form').send({}).expect(400);
    await approve({ ...post, id: 'nowhere' }).expect(404);
  });
});

describe('returning', () => {
  const giveBack = (post: Post, reason: string) =>
    browser
      .post(`/posts/${post.id}/return`)
      .type('form')
      .send({ ...seen(post), reason });

  it('asks for a reason beside the field', async () => {
    const post = await submittedPost(desk);
    const { text } = await giveBack(post, '  ').expect(422);
    expect(text).toContain('Hãy ghi lý do');
    expect(text).toContain('aria-invalid="true"');
  });

  it('keeps the reason on the page when the post was edited meanwhile', async () => {
    const post = await submittedPost(desk);
    await editedAndSubmitted(post, { vi: 'Lời mới', en: 'New words' });
    const { text } = await giveBack(post, 'Bổ sung tên tiếng Anh').expect(409);
    expect(text).toContain('Bổ sung tên tiếng Anh');
  });

  it('leads on to the next post that waits', async () => {
    const post = await submittedPost(desk);
    await submittedPost(desk);
    const answer = await giveBack(post, 'Bổ sung tên tiếng Anh').expect(303);
    expect(answer.headers['location']).toMatch(/^\/posts\/.+\/approval$/);
    const { text } = await browser.get(answer.headers['location'] ?? '').expect(200);
    expect(text).toContain('Đã trả lại bài.');
    const notices = await desk.ctx.stores.notices.listUnread('person-press-officer', 99);
    const notice = notices.find((one) => one.kind === 'post-returned');
    expect(notice?.parameters['reason']).toBe('Bổ sung tên tiếng Anh');
  });
});
