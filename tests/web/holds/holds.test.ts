import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { testChannels, testUnits } from '../../support/desk-people.ts';
import { content } from '../../support/sample-rows.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import {
  approvedOne,
  approvedPost,
  clearWork,
  deliveryOf,
  targetIn,
} from '../../actions/support/posts.ts';

let desk: TestDesk;
let officer: TestAgent;
let spokesperson: TestAgent;
let paris: TestAgent;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
  spokesperson = await desk.signIn('spokesperson');
  paris = await desk.signIn('paris-officer');
});
afterAll(() => desk.close());
beforeEach(async () => {
  await clearWork(desk);
  desk.clock.set(DESK_TIME);
});

const start = (who: TestAgent, form: Record<string, string | string[]>) =>
  who
    .post('/holds')
    .type('form')
    .send({ kind: 'ordinary', reason: 'Chờ thông tin', ...form });
const everything = { scope: 'everything', sure: 'yes' };

async function startedHold(form: Record<string, string | string[]> = everything): Promise<string> {
  const { headers } = await start(spokesperson, form).expect(303);
  return headers['location']?.split('/').at(-1) ?? '';
}

describe('the form that starts a hold', () => {
  it('offers what its reader may hold, counts what it covers, and names the kinds', async () => {
    await approvedOne(desk, 30);
    const { text } = await spokesperson.get('/holds').expect(200);
    expect(text).toContain('value="everything"');
    expect(text).toContain(`value="channel:${testChannels.facebook.id}"`);
    expect(text).toContain('value="topic:asean"');
    expect(text).toContain('Sẽ giữ lại 1 lượt đăng.');
    expect(text).toMatch(/value="consular-protection" checked/);
    const own = await officer.get('/holds').expect(200);
    expect(own.text).not.toContain('value="everything"');
    expect(own.text).toContain(`value="unit:${testUnits.press.id}"`);
    expect(own.text).not.toContain(`value="unit:${testUnits.paris.id}"`);
    const reader = await (await desk.signIn('report-reader')).get('/holds').expect(200);
    expect(reader.text).not.toContain('name="reason"');
  });

  it('says of a freeze that it has no exemptions, and takes a channel alone', async () => {
    const { text } = await spokesperson.get('/holds?kind=freeze').expect(200);
    expect(text).toContain('cả bài bảo hộ công dân cũng không đăng');
    expect(text).not.toContain('name="exempt"');
    expect(text).not.toContain('value="everything"');
    expect(text).toContain(`value="channel:${testChannels.facebook.id}"`);
  });

  it('counts as the choices change', async () => {
    await approvedOne(desk, 30);
    const ask = async (query: string): Promise<unknown> =>
      (await spokesperson.get(`/holds/coverage?${query}`).expect(200)).body;
    const scope = `scope=channel:${testChannels.facebook.id}`;
    expect(await ask(`kind=ordinary&${scope}`)).toEqual({ sentence: 'Sẽ giữ lại 1 lượt đăng.' });
    expect(await ask(`kind=ordinary&${scope}&exempt=cultural`)).toMatchObject({
      sentence: 'Hiện chưa có lượt đăng nào trong phạm vi này.',
    });
    const other = await paris.get(`/holds/coverage?kind=ordinary&${scope}`).expect(200);
    expect(other.body).toEqual({ sentence: '' });
  });

  it('asks for a reason, and twice before everything is held', async () => {
    const { text } = await start(spokesperson, { ...everything, reason: ' ' }).expect(422);
    expect(text).toContain('Hãy ghi lý do');
    const asked = await start(spokesperson, { scope: 'everything', kind: 'mourning' }).expect(200);
    expect(asked.text).toContain('Tạm dừng toàn bộ?');
    expect(await desk.ctx.stores.holds.listHoldsInForce()).toEqual([]);
    await start(spokesperson, { ...everything, kind: 'mourning' }).expect(303);
    await start(spokesperson, { ...everything, kind: 'mourning' }).expect(409);
  });

  it('is refused over what is not one’s own', async () => {
    await start(officer, everything).expect(403);
    await start(officer, { scope: 'everything' }).expect(403);
    await start(officer, { scope: `unit:${testUnits.paris.id}` }).expect(403);
    await start(officer, { scope: 'nonsense' }).expect(422);
    await start(officer, { scope: `channel:${testChannels.x.id}` }).expect(303);
  });
});

describe('a hold in force', () => {
  it('is in the band of everybody whom it concerns, with who can end it on its page', async () => {
    const id = await startedHold({ scope: `unit:${testUnits.paris.id}`, kind: 'crisis' });
    const band = 'Chế độ khủng hoảng: đơn vị Đại sứ quán tại Pháp.';
    expect((await paris.get('/').expect(200)).text).toContain(band);
    expect((await officer.get('/').expect(200)).text).not.toContain(band);
    const { text } = await paris.get(`/holds/${id}`).expect(200);
    expect(text).toContain('Phạm Thu Hằng');
    expect(text).not.toContain(`action="/holds/${id}/end"`);
    await paris.post(`/holds/${id}/end`).expect(403);
    await officer.get(`/holds/${id}`).expect(404);
  });

  it('shows the English reader everything in English', async () => {
    await startedHold({ ...everything, kind: 'mourning' });
    const reader = await desk.signIn('report-reader');
    const { text } = await reader.get('/holds').expect(200);
    expect(text).toContain('Mourning: everything');
    expect(text).toContain('Who can end it: the Spokesperson or an administrator');
  });
});

describe('the review list', () => {
  const cheer = content({
    versions: { vi: { text: 'Chúc mừng năm mới!', platformTexts: {}, link: null, media: [] } },
  });

  it('asks for each delivery, marks the cheerful one and puts it first', async () => {
    const plain = await approvedOne(desk, 30, { text: 'Thông cáo về phiên họp' }, 'multilateral');
    const glad = await approvedPost(desk, { ...cheer, targets: [targetIn(desk, 60)] }, 'bilateral');
    const id = await startedHold();
    await spokesperson.post(`/holds/${id}/end`).expect(303);
    const { text } = await officer.get(`/holds/${id}`).expect(200);
    expect(text.indexOf('Chúc mừng năm mới!')).toBeLessThan(text.indexOf('Thông cáo về phiên họp'));
    expect(text).toContain('Còn 2 lượt chờ rà soát.');
    expect(text).toContain('1 lượt mang nội dung chúc mừng, lễ hội');
    const decide = (deliveryId: string, form: Record<string, string>) =>
      officer.post(`/deliveries/${deliveryId}/review`).type('form').send(form);
    await decide(glad.deliveries[0]?.id ?? '', { do: 'withdraw' }).expect(303);
    const past = await decide(plain.delivery.id, { do: 'move', at: '2026-11-23T08:00' }).expect(
      422,
    );
    expect(past.text).toContain('Hãy nhập một giờ trong tương lai.');
    expect(past.text).toContain('value="2026-11-23T08:00"');
    await decide(plain.delivery.id, { do: 'move', at: '2026-11-23T09:40' }).expect(303);
    expect(await deliveryOf(desk, plain.delivery.id)).toMatchObject({
      state: 'planned',
      dueAt: new Date('2026-11-23T02:40:00.000Z'),
    });
    const done = await officer.get(`/holds/${id}`).expect(200);
    expect(done.text).toContain('Đã rà soát xong.');
  });

  it('decides about several at once in two steps, and never sends what came due in a burst', async () => {
    const later = await approvedOne(desk, 30);
    const due = await approvedOne(desk);
    const id = await startedHold();
    await spokesperson.post(`/holds/${id}/end`).expect(303);
    const ids = [later.delivery.id, due.delivery.id];
    const many = (form: Record<string, string | string[]>) =>
      officer.post(`/holds/${id}/review`).type('form').send(form);
    await many({ do: 'confirm' }).expect(422);
    const asked = await many({ do: 'confirm', id: ids }).expect(200);
    expect(asked.text).toContain('Xác nhận 1 lượt đăng?');
    expect(asked.text).toContain('Không áp dụng cho các lượt sau');
    expect((await deliveryOf(desk, later.delivery.id)).state).toBe('waiting');
    await many({ do: 'confirm', id: ids, sure: 'yes' }).expect(303);
    expect((await deliveryOf(desk, later.delivery.id)).state).toBe('planned');
    expect((await deliveryOf(desk, due.delivery.id)).state).toBe('waiting');
    await many({ do: 'withdraw', id: due.delivery.id, sure: 'yes' }).expect(303);
    expect((await deliveryOf(desk, due.delivery.id)).state).toBe('cancelled');
  });

  it('is nothing to those without the right', async () => {
    const { delivery } = await approvedOne(desk, 30);
    const id = await startedHold();
    await spokesperson.post(`/holds/${id}/end`).expect(303);
    const reader = await desk.signIn('report-reader');
    await reader
      .post(`/deliveries/${delivery.id}/review`)
      .type('form')
      .send({ do: 'confirm' })
      .expect(403);
    await paris
      .post(`/deliveries/${delivery.id}/review`)
      .type('form')
      .send({ do: 'confirm' })
      .expect(404);
    const seen = await reader.get(`/holds/${id}`).expect(200);
    expect(seen.text).not.toContain('/review"');
  });
});
