import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { createDrain } from '../../../src/actions/deliveries/drain-deliveries.ts';
import { createPost } from '../../../src/actions/posts/create-post.ts';
import { returnPost } from '../../../src/actions/posts/return-post.ts';
import { savePost } from '../../../src/actions/posts/save-post.ts';
import { submitPost } from '../../../src/actions/posts/submit-post.ts';
import type { Content } from '../../../src/domain/posts/content.ts';
import type { Post } from '../../../src/domain/posts/post.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

let desk: TestDesk;
let officer: TestAgent;
let spokesperson: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
  spokesperson = await desk.signIn('spokesperson');
});

afterAll(async () => {
  await desk.close();
});

function contentOf(vi: string, en = 'Viet Nam and France sign an agreement.'): Content {
  const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
  const timing = {
    kind: 'at',
    at: '2026-11-24T01:00:00.000Z',
    until: '2026-11-24T01:15:00.000Z',
  } as const;
  const zone = 'Asia/Ho_Chi_Minh';
  return {
    schema: 'sugia.content.v1',
    versions: { vi: version(vi), en: version(en) },
    targets: [
      { channelId: 'channel-facebook', language: 'vi', timing, zone },
      { channelId: 'channel-x', language: 'en', timing, zone },
    ],
    reasons: [],
  };
}

async function draft(vi = 'Việt Nam và Pháp ký thỏa thuận.'): Promise<Post> {
  const created = await createPost(desk.ctx, {
    actor: desk.actors['press-officer'],
    unitId: 'unit-press',
    topic: 'bilateral',
    class: 'routine',
    content: contentOf(vi),
  });
  if (!created.ok) throw new Error(created.reason);
  return created.post;
}

async function submitted(vi?: string): Promise<Post> {
  const { id, revision } = await draft(vi);
  const outcome = await submitPost(desk.ctx, {
    postId: id,
    actor: desk.actors['press-officer'],
    revision,
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.post;
}

async function approved(vi?: string): Promise<Post> {
  const post = await submitted(vi);
  const outcome = await approvePost(desk.ctx, {
    postId: post.id,
    actor: desk.actors.spokesperson,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: null,
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.post;
}

async function published(vi?: string): Promise<Post> {
  const post = await approved(vi);
  desk.clock.set('2026-11-24T01:00:05.000Z');
  const drain = createDrain(desk.ctx);
  await drain.wake();
  await drain.settled();
  desk.clock.set(DESK_TIME);
  return post;
}

describe('the list of posts', () => {
  it('teaches the first step to somebody whose unit has written nothing', async () => {
    const paris = await desk.signIn('paris-officer');
    const { text } = await paris.get('/posts').expect(200);
    expect(text).toContain('Chưa có bài đăng nào.');
    expect(text).toContain('href="/posts/new"');
  });

  it('finds words without their diacritics', async () => {
    await draft('Đoàn công tác đến Đà Nẵng.');
    const { text } = await officer.get('/posts').query({ q: 'da nang' }).expect(200);
    expect(text).toContain('Đoàn công tác đến Đà Nẵng.');
    const none = await officer.get('/posts').query({ q: 'Ulaanbaatar' }).expect(200);
    expect(none.text).toContain('Không tìm thấy bài nào.');
    expect(none.text).toContain('value="Ulaanbaatar"');
  });

  it('filters by state and topic, and takes an unknown filter for none', async () => {
    await submitted('Bài đang chờ duyệt.');
    const waiting = await officer.get('/posts').query({ state: 'submitted' }).expect(200);
    expect(waiting.text).toContain('Bài đang chờ duyệt.');
    expect(waiting.text).not.toContain('Đoàn công tác');
    const cultural = await officer.get('/posts').query({ topic: 'cultural' }).expect(200);
    expect(cultural.text).not.toContain('Bài đang chờ duyệt.');
    const odd = await officer.get('/posts').query({ state: 'odd', page: '-3' }).expect(200);
    expect(odd.text).toContain('Bài đang chờ duyệt.');
  });

  it('says how far each post has come, from its deliveries', async () => {
    const post = await published('Bài đã ra ngoài.');
    const list = () => officer.get('/posts').query({ q: 'bai da ra ngoai' }).expect(200);
    expect((await list()).text).toContain(
      '<span class="state going">Đã đăng, chưa đối soát</span>',
    );
    const { deliveries } = desk.ctx.stores;
    for (const { id } of await deliveries.listDeliveriesOfPosts([post.id])) {
      await deliveries.markSeen(id, desk.clock.now(), null);
    }
    expect((await list()).text).toContain('<span class="state out">Đã đăng</span>');
  });

  it('shows a unit its own posts alone', async () => {
    const paris = await desk.signIn('paris-officer');
    const { text } = await paris.get('/posts').expect(200);
    expect(text).not.toContain('Đoàn công tác');
  });

  it('turns pages and keeps the filter while it does', async () => {
    for (let n = 0; n < 26; n++) await draft(`Thông báo hàng loạt số ${n}`);
    const first = await officer.get('/posts').query({ q: 'hang loat' }).expect(200);
    expect(first.text).toContain('Tổng số 26 bài · trang 1/2');
    expect(first.text).toContain('href="/posts?q=hang+loat&amp;page=2"');
    const second = await officer.get('/posts').query({ q: 'hang loat', page: 2 }).expect(200);
    expect(second.text.match(/Thông báo hàng loạt/g)).toHaveLength(1);
  });
});

describe('the page of a post', () => {
  it('shows what each channel would show, and HTML as the text it is', async () => {
    const post = await draft('Một <b>lời</b> & "trích dẫn"');
    const { text } = await officer.get(`/posts/${post.id}`).expect(200);
    expect(text).toContain('Một &lt;b&gt;lời&lt;/b&gt; &amp; &#34;trích dẫn&#34;');
    expect(text).toContain('Bộ Ngoại giao Việt Nam');
    expect(text).toContain('Viet Nam MOFA');
    expect(text).toContain('08:00, Thứ Ba 24/11/2026');
  });

  it('is no page for another unit, nor under an unknown id', async () => {
    const post = await draft();
    const paris = await desk.signIn('paris-officer');
    await paris.get(`/posts/${post.id}`).expect(404);
    await paris.get(`/posts/${post.id}/record`).expect(404);
    await officer.get('/posts/unknown').expect(404);
    await officer.get('/posts/%00').expect(404);
  });

  it('submits a post, and says to whoever comes second that it is done', async () => {
    const post = await draft();
    await officer
      .post(`/posts/${post.id}/submission`)
      .type('form')
      .send({ revision: 1 })
      .expect(303, /.*/);
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('submitted');
    const again = await officer
      .post(`/posts/${post.id}/submission`)
      .type('form')
      .send({ revision: 1 })
      .expect(409);
    expect(again.text).toContain('đã được trình');
  });

  it('lists what keeps a post from being submitted', async () => {
    const post = await draft('');
    const answer = await officer
      .post(`/posts/${post.id}/submission`)
      .type('form')
      .send({ revision: 1 })
      .expect(422);
    expect(answer.text).toContain(
      'Bộ Ngoại giao Việt Nam được chọn đăng Bản tiếng Việt nhưng bản này chưa có nội dung.',
    );
  });

  it('tells before a withdrawal what it will cost, and does it', async () => {
    const post = await approved();
    const { text } = await officer.get(`/posts/${post.id}`).expect(200);
    expect(text).toContain('Phê duyệt hiện có sẽ hết hiệu lực.');
    expect(text).toContain('Số lượt đăng chưa ra ngoài sẽ bị hủy: 2.');
    await officer
      .post(`/posts/${post.id}/withdrawal`)
      .type('form')
      .send({ revision: 1 })
      .expect(303);
    const after = await officer.get(`/posts/${post.id}`).expect(200);
    expect(after.text).toContain('Đã rút lại bài.');
    expect(after.text).toContain('<span class="state ">Bản nháp</span>');
  });

  it('drops a post and takes it up again', async () => {
    const post = await draft();
    const step = (fields: object) =>
      officer.post(`/posts/${post.id}/drop`).type('form').send(fields).expect(303);
    await step({ revision: 1 });
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('dropped');
    await step({ revision: 1, undo: 'yes' });
    expect((await desk.ctx.stores.posts.getPost(post.id)).state).toBe('draft');
  });

  it('offers nobody what they may not do', async () => {
    const post = await draft();
    const { text } = await spokesperson.get(`/posts/${post.id}`).expect(200);
    expect(text).not.toContain(`/posts/${post.id}/edit`);
    expect(text).not.toContain(`action="/posts/${post.id}/submission"`);
    await spokesperson
      .post(`/posts/${post.id}/submission`)
      .type('form')
      .send({ revision: 1 })
      .expect(403);
  });

  it('links to the live post and to a correction once it is out', async () => {
    const post = await published();
    const { text } = await officer.get(`/posts/${post.id}`).expect(200);
    expect(text).toMatch(/href="https:\/\/facebook\.example\/posts\/\d+"/);
    expect(text).toContain(`href="/posts/new?corrects=${post.id}"`);
    const composer = await officer.get(`/posts/new?corrects=${post.id}`).expect(200);
    expect(composer.text).toContain('Soạn bài đính chính');
    expect(composer.text).toContain(`name="corrects" value="${post.id}"`);
  });

  it('says why a reviewer returned it', async () => {
    const post = await submitted();
    const reason = 'Số liệu <cần> kiểm tra';
    const { revision } = post;
    await returnPost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision,
      reason,
    });
    const { text } = await officer.get(`/posts/${post.id}`).expect(200);
    expect(text).toContain('Số liệu &lt;cần&gt; kiểm tra');
  });

  it('compares any two revisions word by word', async () => {
    const post = await draft('Việt Nam và Pháp ký hai thỏa thuận.');
    for (const [revision, word] of [
      [1, 'ba'],
      [2, 'bốn'],
    ] as const) {
      await savePost(desk.ctx, {
        postId: post.id,
        actor: desk.actors['press-officer'],
        revision,
        content: contentOf(`Việt Nam và Pháp ký ${word} thỏa thuận.`),
        topic: 'bilateral',
        class: 'routine',
      });
    }
    const newest = await officer.get(`/posts/${post.id}`).expect(200);
    expect(newest.text).toContain('<del>ba</del><ins>bốn</ins>');
    const chosen = await officer.get(`/posts/${post.id}?from=1&to=2`).expect(200);
    expect(chosen.text).toContain('<del>hai</del><ins>ba</ins>');
  });
});

describe('the record of a post', () => {
  it('holds its revisions, steps, approval with signature, deliveries and attempts', async () => {
    const post = await published('Bài có đủ hồ sơ.');
    const { text } = await officer.get(`/posts/${post.id}/record`).expect(200);
    const [approval] = await desk.ctx.stores.approvals.listApprovalsOfPost(post.id);
    expect(text).toContain(post.contentSha256);
    expect(text).toContain(approval?.signature.value ?? 'no approval');
    expect(text).toContain('Phê duyệt còn nguyên vẹn');
    expect(text).toContain('Phạm Thu Hằng phê duyệt lần sửa 1');
    expect(text).toContain('Trình duyệt');
    expect(text).toContain('Lần gửi 1');
    expect(text).toContain('08:00:05, Thứ Ba 24/11/2026');
    expect(text).toContain('giờ Hà Nội (UTC+7)');
  });

  it('shows the audit to those who may read it', async () => {
    const post = await published();
    const forOfficer = await officer.get(`/posts/${post.id}/record`).expect(200);
    expect(forOfficer.text).not.toContain('post.approved');
    const forSpokesperson = await spokesperson.get(`/posts/${post.id}/record`).expect(200);
    expect(forSpokesperson.text).toContain('post.approved');
  });

  it('says loudly when a statement no longer matches its signature', async () => {
    const post = await approved();
    await desk.connection
      .collection('approvals')
      .updateOne({ postId: post.id }, { $set: { statement: '{"decision":"forged"}' } });
    const { text } = await officer.get(`/posts/${post.id}/record`).expect(200);
    expect(text).toContain('chữ ký KHÔNG đúng');
  });
});
