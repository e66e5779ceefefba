import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeTakenDown } from '../../../src/actions/deliveries/remove-taken-down.ts';
import { createReportRenderer } from '../../../src/clients/report-renderer/ejs-report-renderer.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import { approvedOne, deliveryOf, drain } from '../../actions/support/posts.ts';
import { openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';

let desk: TestDesk;
let delivery: Delivery;

beforeAll(async () => {
  const reportRenderer = createReportRenderer(createTranslators());
  desk = await openTestDesk({ reportRenderer });
  ({ delivery } = await approvedOne(desk));
  await drain(desk.ctx);
});
afterAll(() => desk.close());

const pageOf = async (role: Parameters<TestDesk['signIn']>[0]) =>
  (await (await desk.signIn(role)).get(`/deliveries/${delivery.id}`).expect(200)).text;
const send = async (role: Parameters<TestDesk['signIn']>[0], fields: Record<string, string>) =>
  (await desk.signIn(role)).post(`/deliveries/${delivery.id}/take-down`).type('form').send(fields);

describe('taking a live post down on its page', () => {
  it('is offered to those who may, with a reason to give', async () => {
    expect(await pageOf('press-officer')).toContain('Đề nghị gỡ bài');
    expect(await pageOf('translator')).not.toContain('Đề nghị gỡ bài');
    const { status } = await send('translator', { do: 'ask', reason: 'x' });
    expect(status).toBe(403);
    const refused = await send('press-officer', { do: 'ask', reason: ' ' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Hãy nêu lý do gỡ bài.');
  });

  it('needs a second person, who sees who asked and why', async () => {
    const asked = await send('press-officer', { do: 'ask', reason: 'Sai tên <chức danh>' });
    expect(asked.status).toBe(303);
    expect(await pageOf('press-officer')).toContain('Cần người khác xác nhận');
    const page = await pageOf('spokesperson');
    expect(page).toContain('Trần Minh Anh đề nghị gỡ bài');
    expect(page).toContain('Sai tên &lt;chức danh&gt;');
    const askedAt = /name="askedAt" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const own = await send('press-officer', { do: 'confirm', askedAt });
    expect(own.status).toBe(403);
    const stale = await send('spokesperson', {
      do: 'confirm',
      askedAt: '2026-01-01T00:00:00.000Z',
    });
    expect(stale.status).toBe(409);
    expect((await send('spokesperson', { do: 'confirm', askedAt })).status).toBe(303);
    expect((await send('spokesperson', { do: 'confirm', askedAt })).status).toBe(409);
    expect(await pageOf('spokesperson')).toContain('đã gỡ 0/1');
  });

  it('is told on the page afterwards, with the evidence of the call', async () => {
    await removeTakenDown(desk.ctx);
    expect(desk.platforms.facebook.removed).toEqual([
      (await deliveryOf(desk, delivery.id)).platformPostId,
    ]);
    const page = await pageOf('spokesperson');
    expect(page).toContain('Bài không còn trên nền tảng');
    expect(page).toContain('Sai tên &lt;chức danh&gt;');
    expect(page).toContain('Đã gỡ khỏi nền tảng');
    expect(page).not.toContain('Số liệu được đo');
  });

  it('is told in the report of the week, with its time', async () => {
    const reader = await desk.signIn('spokesperson');
    const { text } = await reader.get('/reports/2026-W48').expect(200);
    expect(text).toContain('Trong tuần gỡ 1 bài đã đăng.');
    expect(text).toMatch(/<b>Đã gỡ:<\/b>[^]*gỡ lúc 09:0\d, Thứ Hai 23\/11\/2026/);
  });
});
