import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approvePost } from '../../../src/actions/approvals/approve-post.ts';
import { endHold } from '../../../src/actions/holds/end-hold.ts';
import { startHold } from '../../../src/actions/holds/start-hold.ts';
import type { Delivery, DeliveryState } from '../../../src/domain/deliveries/delivery.ts';
import type { DeliveryChange } from '../../../src/stores/deliveries/delivery-row.ts';
import { DESK_TIME, openTestDesk } from '../../support/test-desk.ts';
import type { TestDesk } from '../../support/test-desk.ts';
import { submittedPost } from '../approvals/post-of.ts';

let desk: TestDesk;
type Browser = Awaited<ReturnType<TestDesk['signIn']>>;
let officer: Browser;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.signIn('press-officer');
});
afterAll(() => desk.close());
beforeEach(() => desk.clock.set(DESK_TIME));

async function approved(title: string, inMinutes = 60): Promise<Delivery[]> {
  const post = await submittedPost(desk, { vi: title, inMinutes });
  const outcome = await approvePost(desk.ctx, {
    postId: post.id,
    actor: desk.actors.spokesperson,
    revision: post.revision,
    contentSha256: post.contentSha256,
    languages: ['vi'],
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.deliveries;
}

async function moved(
  title: string,
  steps: readonly [DeliveryState, DeliveryState][],
  change: DeliveryChange = {},
): Promise<Delivery> {
  const [delivery] = await approved(title);
  if (delivery === undefined) throw new Error('nothing was approved');
  for (const [from, to] of steps) {
    const at = desk.clock.now();
    const isLast = to === steps.at(-1)?.[1];
    await desk.ctx.stores.deliveries.moveDelivery({
      id: delivery.id,
      from,
      to,
      at,
      change: isLast ? change : {},
    });
  }
  return delivery;
}

describe('the queue', () => {
  it('shows each delivery with its state, why, what happens next and who can move it', async () => {
    await moved(
      'Bài chưa rõ',
      [
        ['planned', 'claimed'],
        ['claimed', 'sending'],
        ['sending', 'unknown'],
      ],
      { reason: 'connection-lost' },
    );
    const { text } = await officer.get('/queue').expect(200);
    expect(text).toContain('Bài chưa rõ');
    expect(text).toContain('Chưa rõ');
    expect(text).toContain('Mất kết nối sau khi đã gửi bài đi.');
    expect(text).toContain('Bài sẽ không tự gửi lại.');
    expect(text).toContain('Không có máy gửi nào đang chạy');
  });

  it('is narrowed by state, and any other word shows what is in progress', async () => {
    await approved('Bài sắp đăng');
    const upcoming = await officer.get('/queue?show=upcoming').expect(200);
    expect(upcoming.text).toContain('Bài sắp đăng');
    expect(upcoming.text).not.toContain('Bài chưa rõ');
    const other = await officer.get('/queue?show=nonsense&page=-3').expect(200);
    expect(other.text).toContain('Bài chưa rõ');
  });

  it('shows nothing of units that the reader may not see', async () => {
    const paris = await desk.signIn('paris-officer');
    const { text } = await paris.get('/queue?show=all').expect(200);
    expect(text).toContain('Không có lượt đăng nào ở đây.');
  });
});

describe('the queue of many units and channels', () => {
  let root: Browser;
  beforeAll(async () => {
    root = await desk.signIn('spokesperson');
    await approved('Bài của Vụ trên Facebook');
  });

  it('stands under the dates of Ha Noi, today by its name', async () => {
    await approved('Bài của hôm nay', 60);
    await approved('Bài của ngày kia', 2 * 24 * 60);
    const { text } = await root.get('/queue?show=upcoming').expect(200);
    const days = [...text.matchAll(/<th colspan="5" scope="rowgroup">([^<]+)</g)].map((m) => m[1]);
    expect(days).toEqual(['Hôm nay · Thứ Hai 23/11/2026', 'Thứ Tư 25/11/2026']);
    expect(text.indexOf('Bài của ngày kia')).toBeGreaterThan(text.indexOf('Thứ Tư 25/11/2026'));
  });

  it('is narrowed by unit and by channel, and keeps both from tab to tab', async () => {
    const { text } = await root.get('/queue?unit=unit-paris&show=upcoming').expect(200);
    expect(text).not.toContain('Bài của Vụ trên Facebook');
    expect(text).toContain('Đơn vị và kênh đã chọn không có lượt đăng nào ở trạng thái này.');
    expect(text).toContain('href="/queue?show=trouble&amp;unit=unit-paris"');
    expect(text).toContain('<option value="unit-paris" selected>');
    const { facebook, x } = desk.channels;
    const own = await root.get(`/queue?show=upcoming&channel=${facebook.id}`).expect(200);
    expect(own.text).toContain('Bài của Vụ trên Facebook');
    const other = await root.get(`/queue?show=upcoming&channel=${x.id}`).expect(200);
    expect(other.text).not.toContain('Bài của Vụ trên Facebook');
  });

  it('a unit holds all below it', async () => {
    const { text } = await root.get('/queue?unit=unit-hq&show=upcoming').expect(200);
    expect(text).toContain('Bài của Vụ trên Facebook');
  });

  it('shows all of what its reader may see when the unit asked for is none of theirs', async () => {
    const { text } = await officer.get('/queue?unit=unit-paris&show=upcoming').expect(200);
    expect(text).toContain('Bài của Vụ trên Facebook');
    expect(text).not.toContain('Đại sứ quán tại Pháp');
  });

  it('comes back as it was narrowed after something was sent from it', async () => {
    const { facebook } = desk.channels;
    const delivery = await moved('Bài chờ ở kênh này', [['planned', 'waiting']], {
      reason: 'connection',
    });
    const back = `/queue?show=trouble&channel=${facebook.id}`;
    const send = () => officer.post(`/deliveries/${delivery.id}/release`).type('form');
    const first = await send().send({ back }).expect(303);
    expect(first.headers['location']).toBe(back);
    const refused = await send().send({ back }).expect(409);
    expect(refused.text).toContain(`<option value="${facebook.id}" selected>`);
    const abroad = await send().send({ back: 'https://elsewhere.example/queue?show=all' });
    expect(abroad.text).toMatch(/aria-current="true">Đang diễn ra</);
  });
});

describe('every state in the queue', () => {
  type Steps = readonly [DeliveryState, DeliveryState][];
  const toSending: Steps = [
    ['planned', 'claimed'],
    ['claimed', 'sending'],
  ];
  const url = 'https://example.org/post/1';
  const cases: [string, Steps, DeliveryChange, string[]][] = [
    [
      'planned',
      [],
      {},
      ['Đã xếp lịch', 'chờ đến giờ đăng', 'không ai cần thao tác', '/withdrawal"'],
    ],
    ['claimed', toSending.slice(0, 1), {}, ['Sắp gửi', 'không ai cần thao tác', '/withdrawal"']],
    ['sending', toSending, {}, ['Đang gửi', 'chậm nhất sau hai phút']],
    [
      'sent',
      [...toSending, ['sending', 'sent']],
      { permalink: url, platformPostId: '1', sentAt: DESK_TIME, seenAt: DESK_TIME },
      ['Đã đăng', 'Không còn việc gì phải làm', `href="${url}"`],
    ],
    [
      'refused',
      [...toSending, ['sending', 'refused']],
      { reason: 'text-too-long' },
      ['Bị từ chối', 'Người làm được', 'Xem bằng chứng', 'Đã đăng bằng tay'],
    ],
    [
      'unknown',
      [...toSending, ['sending', 'unknown']],
      { reason: 'timed-out' },
      ['Chưa rõ', 'Bài sẽ không tự gửi lại', '#decide"'],
    ],
    [
      'waiting',
      [['planned', 'waiting']],
      { reason: 'rate' },
      ['Đang chờ', 'Gửi ngay', 'đăng được đến', 'Đã đăng bằng tay'],
    ],
    [
      'cancelled',
      [['planned', 'cancelled']],
      { reason: 'withdrawn' },
      ['Đã hủy', 'Không còn việc gì phải làm', 'trình duyệt lại'],
    ],
  ];

  it.each(cases)(
    '%s says why, who can act and what can be done',
    async (state, steps, change, said) => {
      const delivery = await moved(`Bài ${state}`, steps, change);
      const { text } = await officer.get('/queue?show=all').expect(200);
      const row = text.split(`<tr id="delivery-${delivery.id}"`)[1]?.split('</tr>')[0] ?? '';
      for (const words of said) expect(row).toContain(words);
      expect(row).toContain(`href="/posts/${delivery.postId}"`);
    },
  );
});

describe('a delivery that waits', () => {
  it('is sent by a person inside its window', async () => {
    const delivery = await moved('Bài chờ kênh', [['planned', 'waiting']], {
      reason: 'connection',
    });
    const queue = await officer.get('/queue?show=trouble').expect(200);
    expect(queue.text).toContain(`action="/deliveries/${delivery.id}/release"`);
    await officer.post(`/deliveries/${delivery.id}/release`).expect(303);
    const now = await desk.ctx.stores.deliveries.findDelivery(delivery.id);
    expect(now?.state).toBe('planned');
    const { text } = await officer.post(`/deliveries/${delivery.id}/release`).expect(409);
    expect(text).toContain('không còn chờ');
  });

  it('is not sent after its window, and the page says what to do instead', async () => {
    const delivery = await moved('Bài quá giờ', [['planned', 'waiting']], { reason: 'late' });
    desk.clock.advance(24 * 60);
    const queue = await officer.get('/queue').expect(200);
    expect(queue.text).not.toContain(`action="/deliveries/${delivery.id}/release"`);
    const { text } = await officer.post(`/deliveries/${delivery.id}/release`).expect(422);
    expect(text).toContain('chọn giờ mới');
  });

  it('is not there for another unit', async () => {
    const delivery = await moved('Bài của Vụ', [['planned', 'waiting']], { reason: 'person' });
    const paris = await desk.signIn('paris-officer');
    await paris.post(`/deliveries/${delivery.id}/release`).expect(404);
    await paris.get(`/deliveries/${delivery.id}`).expect(404);
  });
});

describe('the page of a delivery', () => {
  it('shows the evidence of each attempt', async () => {
    const [delivery] = await approved('Bài bị từ chối');
    if (delivery === undefined) throw new Error('nothing was approved');
    await desk.ctx.stores.attempts.insertAttempts([
      {
        id: 'attempt-1',
        deliveryId: delivery.id,
        n: 1,
        payloadSha256: delivery.payloadSha256,
        worker: 'worker@desk:7',
        leaseToken: 'lease',
        startedAt: DESK_TIME,
        endedAt: DESK_TIME,
        outcome: {
          kind: 'refused',
          reason: 'duplicate',
          retry: { kind: 'never' },
          raw: { status: 403, code: '187', text: '<b>Status is a duplicate.</b>' },
        },
      },
    ]);
    const { text } = await officer.get(`/deliveries/${delivery.id}`).expect(200);
    expect(text).toContain('worker@desk:7');
    expect(text).toContain('403');
    expect(text).toContain('187');
    expect(text).toContain('&lt;b&gt;Status is a duplicate.');
    expect(text).toContain(delivery.payloadSha256);
    expect(text).toContain('Phạm Thu Hằng');
  });

  it('is 404 when there is no such delivery', async () => {
    await officer.get('/deliveries/nowhere').expect(404);
  });
});

describe('a hold', () => {
  it('shows on each delivery that it keeps back, with who can end it and where it is reviewed', async () => {
    const [soon] = await approved('Bài đến giờ lúc tạm dừng', 5);
    const started = await startHold(desk.ctx, {
      actor: desk.actors.spokesperson,
      kind: 'mourning',
      reason: 'Quốc tang',
    });
    if (!started.ok) throw new Error(started.reason);
    const held = await officer.get('/queue').expect(200);
    expect(held.text).toContain('Quốc tang');
    expect(held.text).toContain(
      `Bị giữ bởi: <a href="/holds/${started.hold.id}">Chế độ tang lễ: toàn bộ</a>`,
    );
    expect(held.text).toContain('Đang bị lệnh tạm dừng giữ lại.');
    expect(held.text).toContain('quản trị viên của Bộ Ngoại giao');
    expect(held.text).not.toContain(`/deliveries/${soon?.id}/release`);
    const post = await officer.get(`/posts/${soon?.postId}`).expect(200);
    expect(post.text).toContain('Đang có lệnh tạm dừng đối với bài này');
    await endHold(desk.ctx, { actor: desk.actors.spokesperson, holdId: started.hold.id });
    const one = await officer.get(`/deliveries/${soon?.id}`).expect(200);
    expect(one.text).toContain(`<a href="/holds/${started.hold.id}">Mở danh sách rà soát</a>`);
    expect(one.text).toContain('Lệnh tạm dừng giữ lượt này đã kết thúc; lượt đang chờ rà soát.');
  });
});

describe('a long queue', () => {
  it('has pages when there is more than one screen of it', async () => {
    for (let n = 0; n < 27; n += 1) await approved(`Bài thứ ${n}`);
    const first = await officer.get('/queue?show=upcoming').expect(200);
    expect(first.text).toContain('page=2');
    const second = await officer.get('/queue?show=upcoming&page=2').expect(200);
    expect(second.text).toContain('rel="prev"');
  });
});
