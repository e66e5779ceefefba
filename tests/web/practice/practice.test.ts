import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { createDrain } from '../../../src/actions/deliveries/drain-deliveries.ts';
import { dueWork } from '../../../src/actions/practice/due-work.ts';
import { walkIfAsked } from '../../../src/actions/practice/walk-time.ts';
import { createApp } from '../../../src/web/create-app.ts';
import { TEST_PASSWORD } from '../../support/desk-people.ts';
import { browserOf, openTestDesk, webDepsOf } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { submittedPost } from '../approvals/post-of.ts';

let desk: TestDesk;
type Browser = Awaited<ReturnType<TestDesk['signIn']>>;
let browser: Browser;

beforeAll(async () => {
  desk = await openTestDesk();
  browser = await desk.signIn('translator');
});
afterAll(() => desk.close());

const move = (step: string) => browser.post('/practice/time').type('form').send({ step });
const currentStep = async (): Promise<string> => {
  const { text } = await browser.get('/practice').expect(200);
  return /aria-current="step"><div>\s*<h3>([^<]+)</.exec(text)?.[1]?.trim() ?? '';
};

describe('the practice page', () => {
  it('tells what time it is and where each button leads', async () => {
    const { text } = await browser.get('/practice').expect(200);
    expect(text).toContain('09:00');
    expect(text).toContain('10:00, Thứ Hai 23/11/2026');
    expect(text).toContain('09:00, Thứ Ba 24/11/2026');
    expect(text).toContain('08:00, Thứ Hai 30/11/2026');
  });

  it('shows the walk while it lasts, and refuses a second one', async () => {
    await move('day').expect(303);
    const { text } = await browser.get('/practice').expect(200);
    expect(text).toContain('http-equiv="refresh"');
    expect(text).toContain('Giờ đang chạy tới 09:00, Thứ Ba 24/11/2026.');
    const again = await move('hour').expect(409);
    expect(again.text).toContain('Giờ thực hành đang chạy.');
    await walkIfAsked(desk.ctx, dueWork(desk.ctx, createDrain(desk.ctx)));
    const after = await browser.get('/practice').expect(200);
    expect(after.text).not.toContain('http-equiv="refresh"');
    expect(after.text).toContain('Thứ Ba 24/11/2026');
  });

  it('refuses a step that is none', async () => {
    await move('year').expect(400);
  });

  it('leads through the main job, one step after the other', async () => {
    expect(await currentStep()).toBe('Soạn một bài bằng hai thứ tiếng');
    const post = await submittedPost(desk, { inMinutes: 30 });
    expect(await currentStep()).toBe('Phê duyệt');
    await approvePost(desk.ctx, {
      postId: post.id,
      actor: desk.actors.spokesperson,
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: null,
    });
    expect(await currentStep()).toBe('Đến giờ thì đăng');
    const walk = async (step: string): Promise<void> => {
      await move(step).expect(303);
      await walkIfAsked(desk.ctx, dueWork(desk.ctx, createDrain(desk.ctx)));
    };
    // A platform that gives no figures is not asked again and again.
    desk.platforms.facebook.metrics.set('facebook-post-1', null);
    desk.platforms.x.metrics.set('x-post-1', null);
    await walk('hour');
    expect(await currentStep()).toBe('Số liệu trở về');
    await walk('day');
    expect(await currentStep()).toBe('Báo cáo tuần');
    await walk('report');
    const { text } = await browser.get('/practice').expect(200);
    expect(text).toContain('Bạn đã đi hết một vòng.');
  });

  it('does not exist on a live desk', async () => {
    const live = browserOf(createApp({ ...webDepsOf(desk.ctx), mode: 'live' }));
    await live
      .post('/session')
      .type('form')
      .send({ email: desk.people.translator.email, password: TEST_PASSWORD })
      .expect(303);
    await live.get('/practice').expect(404);
    await live.post('/practice/time').type('form').send({ step: 'hour' }).expect(404);
  });
});
