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

  it('has pages when there is more than one screen of it', async () => {
    for (let n = 0; n < 27; n += 1) await approved(`Bài thứ ${n}`);
    const first = await officer.get('/queue?show=upcoming').expect(200);
    expect(first.text).toContain('page=2');
    const second = await officer.get('/queue?show=upcoming&page=2').expect(200);
    expect(second.text).toContain('rel="prev"');
  });
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
    expect(held.text).toContain('quản trị viên của Bộ Ngoại giao');
    expect(held.text).not.toContain(`/deliveries/${soon?.id}/release`);
    const post = await officer.get(`/posts/${soon?.postId}`).expect(200);
    expect(post.text).toContain('Đang có lệnh tạm dừng đối với bài này');
    await endHold(desk.ctx, { actor: desk.actors.spokesperson, holdId: started.hold.id });
    const one = await officer.get(`/deliveries/${soon?.id}`).expect(200);
    expect(one.text).toContain(`<a href="/holds/${started.hold.id}">Mở danh sách rà soát</a>`);
    expect(one.text).toContain('chờ rà soát sau khi tạm dừng');
  });
});
