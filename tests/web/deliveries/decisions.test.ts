import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { readBack } from '../../../src/actions/deliveries/read-back.ts';
import { startHold } from '../../../src/actions/holds/start-hold.ts';
import type { Delivery } from '../../../src/domain/deliveries/delivery.ts';
import { drain } from '../../actions/support/posts.ts';
import { openDecisionDesk } from './decision-desk.ts';
import type { DecisionDesk } from './decision-desk.ts';

let one: DecisionDesk;
let officer: TestAgent;
let second: TestAgent;
let spokesperson: TestAgent;

beforeAll(async () => {
  one = await openDecisionDesk();
  officer = await one.signIn('press-officer');
  second = await one.signIn('press-officer-2');
  spokesperson = await one.signIn('spokesperson');
});
afterAll(() => one.close());
beforeEach(() => one.reset());

const decide = (who: TestAgent, { id }: Delivery, fields: Record<string, string>) =>
  who.post(`/deliveries/${id}/settlement`).type('form').send(fields);
const mark = (who: TestAgent, delivery: Delivery, address: string) =>
  decide(who, delivery, { do: 'mark-sent', address });
/** What the button sends that confirms the wish of this moment. */
const confirmation = async ({ id }: Delivery) => {
  const wish = await one.ctx.stores.readBack.findResend(id);
  return { do: 'confirm-resend', askedAt: (wish?.askedAt ?? new Date(0)).toISOString() };
};
const pageOf = async (who: TestAgent, { id }: Delivery): Promise<string> =>
  (await who.get(`/deliveries/${id}`).expect(200)).text;

describe('the page of a delivery that nobody is sure of', () => {
  it('shows each look with its verdict, and when the next one is', async () => {
    const delivery = await one.lost('Chưa rõ');
    await one.noise('facebook', 3);
    await one.at(5);
    await readBack(one.ctx);
    const text = await pageOf(officer, delivery);
    expect(text).toContain('Các lần đối soát');
    expect(text).toContain('Theo lịch');
    expect(text).toContain('Không thấy bài.');
    expect(text).toMatch(/\d bài/);
    expect(text).toContain('Đang đối soát: lần 2 trên 5, lần tới lúc 09:00.');
    expect(text).toContain('Lần tới: 09:00');
    expect(text).toContain(`href="${one.publicUrlOf('facebook')}"`);
  });

  it('says why the platform could not be read, and tries again', async () => {
    const delivery = await one.lost('Không đọc được');
    // A look reads two lists of the Page.
    await one.fault('facebook', 'unavailable', { endpoint: 'any', when: 'before', times: 2 });
    await one.at(5);
    await readBack(one.ctx);
    const text = await pageOf(officer, delivery);
    expect(text).toContain('Không đọc được nền tảng.');
    expect(text).toContain('Nền tảng đang gặp sự cố và chưa nhận bài');
    expect(text).toContain('Chưa đọc được nền tảng để đối soát; thử lại lúc 09:00.');
  });

  it('offers the posts that may be it, to be chosen by a person', async () => {
    const delivery = await one.lost('Hai bài như nhau');
    const first = await one.postedByHand('Hai bài như nhau');
    await one.postedByHand('Hai bài như nhau');
    await one.at(5);
    await readBack(one.ctx);
    const text = await pageOf(officer, delivery);
    expect(text).toContain('Có nhiều khả năng, hệ thống không tự xác định được.');
    expect(text).toContain(`name="address" value="${first}"`);
    await mark(officer, delivery, first).expect(303);
    expect(await one.stateOf(delivery)).toBe('sent');
  });

  it('shows no decision to who may not take it, and refuses it', async () => {
    const delivery = await one.lost('Chưa rõ');
    const translator = await one.signIn('translator');
    const text = await pageOf(translator, delivery);
    expect(text).not.toContain('/settlement');
    expect(text).toContain('Đang đối soát: lần 1 trên 5');
    await decide(translator, delivery, { do: 'drop' }).expect(403);
    const paris = await one.signIn('paris-officer');
    await decide(paris, delivery, { do: 'drop' }).expect(404);
    await decide(officer, delivery, { do: 'send-now' }).expect(400);
    expect(await one.stateOf(delivery)).toBe('unknown');
  });

  it('speaks English to who reads English', async () => {
    const delivery = await one.lost('Chưa rõ');
    await one.at(5);
    await readBack(one.ctx);
    const reader = await one.signIn('press-officer');
    await reader.post('/language').type('form').send({ language: 'en' }).expect(303);
    const text = await pageOf(reader, delivery);
    expect(text).toContain('Being read back: look 2 of 5, next at 09:00.');
    expect(text).toContain('The post was not found.');
    const { text: refused } = await mark(reader, delivery, 'nowhere').expect(422);
    expect(refused).toContain('This is not the address of a post on this channel.');
    await reader.post('/language').type('form').send({ language: 'vi' }).expect(303);
  });
});

describe('marking as published', () => {
  it('records the checked address, who did so and that it was seen', async () => {
    const delivery = await one.lost('Đã lên thật');
    const address = await one.postedByHand('Đã lên thật');
    await mark(officer, delivery, ` ${address} `).expect(303);
    const text = await pageOf(officer, delivery);
    expect(text).toContain('Đã kiểm tra địa chỉ và ghi nhận bài đã đăng.');
    expect(text).toContain('Đã thấy trên nền tảng lúc 09:00.');
    expect(text).toContain('Có người cho biết địa chỉ của bài.');
    expect(text).toMatch(/Người quyết định<\/dt><dd>Trần Minh Anh/);
    const { text: late } = await mark(officer, delivery, address).expect(409);
    expect(late).toContain('không còn chờ quyết định');
  });

  it('keeps the address that was typed when it is none, or has no post of ours', async () => {
    const delivery = await one.lost('Chưa rõ');
    const wrong = 'https://www.facebook.com/"khac"/posts/1';
    const { text } = await mark(officer, delivery, wrong).expect(422);
    expect(text).toContain('Đây không phải địa chỉ của một bài đăng trên kênh này.');
    expect(text).toContain('value="https://www.facebook.com/&#34;khac&#34;/posts/1"');
    expect(text).toContain('aria-invalid="true"');
    const nothing = `${one.publicUrlOf('facebook')}/posts/123456`;
    const { text: none } = await mark(officer, delivery, nothing).expect(422);
    expect(none).toContain('Nền tảng không có bài nào của kênh ở địa chỉ này.');
    expect(none).toContain(`value="${nothing}"`);
    expect(await one.stateOf(delivery)).toBe('unknown');
  });

  it('shows both texts when they differ, and asks once more', async () => {
    const delivery = await one.lost('Bản đã duyệt');
    const address = await one.postedByHand('Bản đăng tay <b>có sửa</b>');
    const { text } = await mark(officer, delivery, address).expect(422);
    expect(text).toContain('Hãy so sánh hai bản rồi xác nhận');
    expect(text).toContain('Bài trên nền tảng');
    expect(text).toMatch(/Bản <del>.*duyệt<\/del>/);
    expect(text).toContain('&lt;b&gt;có');
    expect(text).not.toContain('<b>có');
    expect(text).toContain('name="evenIfDifferent" value="yes"');
    expect(await one.stateOf(delivery)).toBe('unknown');
    await decide(officer, delivery, { do: 'mark-sent', address, evenIfDifferent: 'yes' }).expect(
      303,
    );
    expect(await one.stateOf(delivery)).toBe('sent');
  });

  it('refuses the post of another delivery', async () => {
    const sent = await one.send('facebook', { text: 'Cùng một lời' });
    await one.at(60);
    const delivery = await one.lost('Cùng một lời');
    const { text } = await mark(officer, delivery, sent.permalink ?? '').expect(409);
    expect(text).toContain('thuộc về một lượt đăng khác');
  });

  it('is there for what waits and was published by hand', async () => {
    const delivery = await one.waiting('Đăng tay vì mất kết nối');
    const address = await one.postedByHand('Đăng tay vì mất kết nối');
    expect(await pageOf(officer, delivery)).toContain('Bài đã được đăng bằng tay?');
    const queue = await officer.get('/queue').expect(200);
    expect(queue.text).toContain(`href="/deliveries/${delivery.id}#decide"`);
    await mark(officer, delivery, address).expect(303);
    expect(await one.stateOf(delivery)).toBe('sent');
  });

  it('is believed while the platform cannot be read, and says so', async () => {
    const delivery = await one.lost('Nền tảng nghẽn');
    const address = await one.postedByHand('Nền tảng nghẽn');
    await one.fault('facebook', 'unavailable', { endpoint: 'any', when: 'before' });
    await mark(officer, delivery, address).expect(303);
    const text = await pageOf(officer, delivery);
    expect(text).toContain('Hiện chưa đọc được nền tảng; hệ thống sẽ đối soát sau.');
    expect(text).toContain('Chưa đối soát.');
  });
});

describe('sending again', () => {
  it('takes two people, and the page says who asked', async () => {
    const delivery = await one.lost('Gửi lại');
    const { text: early } = await decide(second, delivery, await confirmation(delivery)).expect(
      409,
    );
    expect(early).toContain('Chưa có ai đề nghị gửi lại');
    await decide(officer, delivery, { do: 'ask-resend' }).expect(303);
    const own = await pageOf(officer, delivery);
    expect(own).toContain('Bạn đã đề nghị gửi lại lúc 09:00');
    expect(own).not.toContain('value="confirm-resend"');
    const { text: same } = await decide(officer, delivery, await confirmation(delivery)).expect(
      403,
    );
    expect(same).toContain('nên cần một người khác xác nhận');
    const { text: twice } = await decide(second, delivery, { do: 'ask-resend' }).expect(409);
    expect(twice).toContain('Đã có người đề nghị gửi lại.');
    const other = await pageOf(spokesperson, delivery);
    expect(other).toContain('Trần Minh Anh đề nghị gửi lại lúc 09:00');
    expect(other).toContain('value="confirm-resend"');
    const askedAt = /name="askedAt" value="([^"]+)"/.exec(other)?.[1] ?? '';
    await one.at(60);
    const earlier = new Date(Date.parse(askedAt) - 1).toISOString();
    const { text: stale } = await decide(spokesperson, delivery, {
      do: 'confirm-resend',
      askedAt: earlier,
    }).expect(409);
    expect(stale).toContain('Đề nghị gửi lại đã thay đổi từ khi trang được mở.');
    await decide(spokesperson, delivery, { do: 'confirm-resend', askedAt }).expect(303);
    await drain(one.ctx);
    expect(await one.stateOf(delivery)).toBe('sent');
    expect(await one.postsSaying('Gửi lại')).toHaveLength(1);
  });

  it('is not done when the post is there after all', async () => {
    await one.fault('facebook', 'drop');
    const delivery = await one.send('facebook', { text: 'Thật ra đã lên' });
    await decide(officer, delivery, { do: 'ask-resend' }).expect(303);
    const { text } = await decide(spokesperson, delivery, await confirmation(delivery)).expect(409);
    expect(text).toContain('thấy bài trên nền tảng, nên không gửi lại');
    expect(text).toContain('Đã thấy trên nền tảng lúc 09:00.');
    expect(text).not.toContain('/settlement');
  });

  it('is not done under a hold, nor past the window, and the page says what is left', async () => {
    const delivery = await one.lost('Chưa rõ');
    await decide(officer, delivery, { do: 'ask-resend' }).expect(303);
    await startHold(one.ctx, { actor: one.desk.actors.spokesperson, reason: 'Chờ' });
    const { text: held } = await decide(second, delivery, await confirmation(delivery)).expect(409);
    expect(held).toContain('Đang có lệnh tạm dừng');
    await one.desk.connection.collection('holds').deleteMany({});
    await one.at(16 * 60);
    const text = await pageOf(second, delivery);
    expect(text).toContain('Đã quá thời hạn được duyệt, nên không thể gửi lại.');
    expect(text).not.toContain('value="confirm-resend"');
    await decide(second, delivery, await confirmation(delivery)).expect(422);
  });
});

describe('dropping', () => {
  it('cancels the delivery, once', async () => {
    const delivery = await one.lost('Không đăng nữa');
    await decide(spokesperson, delivery, { do: 'drop' }).expect(303);
    const text = await pageOf(spokesperson, delivery);
    expect(text).toContain('Đã bỏ lượt đăng.');
    expect(text).toContain('Theo quyết định của người phụ trách.');
    expect(text).toMatch(/Người quyết định<\/dt><dd>Phạm Thu Hằng/);
    const { text: again } = await decide(officer, delivery, { do: 'drop' }).expect(409);
    expect(again).toContain('không còn ở trạng thái chưa rõ');
  });
});

describe('the queue', () => {
  it('says what read-back does, names the three decisions and leads to them', async () => {
    const delivery = await one.lost('Chưa rõ');
    await one.at(30);
    await readBack(one.ctx);
    const { text } = await officer.get('/queue').expect(200);
    expect(text).toContain('Đang đối soát: lần 3 trên 5, lần tới lúc 09:02.');
    expect(text).toContain('Bài sẽ không tự gửi lại.');
    expect(text).toContain('đánh dấu đã đăng kèm địa chỉ của bài, đề nghị gửi lại');
    expect(text).toContain('hoặc bỏ lượt đăng');
    expect(text).toContain(`href="/deliveries/${delivery.id}#decide">Quyết định</a>`);
  });

  it('asks for a person when every look is done', async () => {
    await one.lost('Chưa rõ');
    for (const second of [5, 30, 120, 600, 3600]) {
      await one.at(second);
      await readBack(one.ctx);
    }
    const { text } = await officer.get('/queue').expect(200);
    expect(text).toContain(
      'Đã đối soát đủ số lần mà chưa xác định được bài; cần người quyết định.',
    );
  });

  it('says of what is published whether it was seen', async () => {
    await one.send('facebook', { text: 'Đã đăng' });
    const before = await officer.get('/queue?show=out').expect(200);
    expect(before.text).toContain('Chưa đối soát.');
    await one.at(10);
    await readBack(one.ctx);
    const after = await officer.get('/queue?show=out').expect(200);
    expect(after.text).toContain('Đã thấy trên nền tảng lúc 09:00.');
    expect(after.text).not.toContain('Chưa đối soát.');
  });
});
